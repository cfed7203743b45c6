/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the iterator over open files and its reader share. */
#pragma once

#include <linux/types.h>

enum held_kind { HELD_NONE, HELD_PROGRAM, HELD_MAP, HELD_LINK, HELD_KINDS };

/* One descriptor of a process that refers to a BPF object. */
struct held {
  __u32 kind; /* enum held_kind */
  __u32 id;
  __u32 program; /* of a link: the id of its program */
  __u32 pid;     /* of the process, in the first PID namespace */
  char comm[16]; /* of the process, ends with a zero */
};

/* The iterator's one value of global data. User space says which descriptors of its own are a program, a
 * map and a link; from these the first run learns how each kind's files are released, by which the second
 * run knows every such file. No symbol of the kernel has to be looked up. */
struct holders_state {
  __u64 release[HELD_KINDS];   /* learned: what f_op->release is */
  __u32 own_files[HELD_KINDS]; /* descriptors of user space's own */
  __u32 own_pid;
  __u32 learning;           /* 1: first run */
  __u32 wanted[HELD_KINDS]; /* nonzero: tell of this kind */
  __u32 wanted_id;          /* nonzero: tell of links to this program, or of objects with this id */
};
