/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel types that our programs touch, with only the members they touch. CO-RE finds the members'
 * real places in the running kernel's BTF when the object is loaded. */
#pragma once

#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct file_operations {
  int (*release)(void);
};

struct file {
  const struct file_operations *f_op;
  void *private_data;
};

struct task_struct {
  int tgid;
  struct task_struct *group_leader;
  char comm[16];
};

struct bpf_prog_aux {
  __u32 id;
};

struct bpf_prog {
  __u16 pages;
  struct bpf_prog_aux *aux;
};

struct bpf_map {
  __u32 id;
};

struct bpf_link {
  __u32 id;
  struct bpf_prog *prog;
};

struct seq_file;

struct bpf_iter_meta {
  struct seq_file *seq;
};

struct bpf_iter__bpf_prog {
  struct bpf_iter_meta *meta;
  struct bpf_prog *prog;
};

struct bpf_iter__task_file {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
  __u32 fd;
  struct file *file;
};

#pragma clang attribute pop
