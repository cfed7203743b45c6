// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Walks the open files of every process and tells which of them are BPF objects.
#include "kernel_types.h"

#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "holders.h"

struct holders_state state;

static __always_inline __u64 release_of(const struct file *file) { return (__u64)BPF_CORE_READ(file, f_op, release); }

static __always_inline void learn(const struct task_struct *task, __u32 fd, const struct file *file) {
  if (task->tgid != state.own_pid) return;
  for (int kind = HELD_PROGRAM; kind < HELD_KINDS; ++kind)
    if (fd == state.own_files[kind]) state.release[kind] = release_of(file);
}

static __always_inline __u32 kind_of(__u64 release) {
  if (release == 0) return HELD_NONE;
  if (release == state.release[HELD_PROGRAM]) return HELD_PROGRAM;
  if (release == state.release[HELD_MAP]) return HELD_MAP;
  if (release == state.release[HELD_LINK]) return HELD_LINK;
  return HELD_NONE;
}

static __always_inline __u32 program_id(const struct bpf_prog *program) {
  return program ? BPF_CORE_READ(program, aux, id) : 0;
}

static __always_inline void describe(const struct file *file, struct held *held) {
  void *object = file->private_data;
  if (held->kind == HELD_PROGRAM) {
    held->id = program_id(object);
  } else if (held->kind == HELD_MAP) {
    held->id = BPF_CORE_READ((struct bpf_map *)object, id);
  } else {
    held->id = BPF_CORE_READ((struct bpf_link *)object, id);
    held->program = program_id(BPF_CORE_READ((struct bpf_link *)object, prog));
  }
}

SEC("iter/task_file")
int holders(struct bpf_iter__task_file *context) {
  struct task_struct *task = context->task;
  struct file *file = context->file;
  struct held held = {};

  if (!task || !file) return 0;
  if (state.learning) {
    learn(task, context->fd, file);
    return 0;
  }
  held.kind = kind_of(release_of(file));
  if (held.kind == HELD_NONE || held.kind >= HELD_KINDS || !state.wanted[held.kind]) return 0;
  describe(file, &held);
  if (state.wanted_id && held.id != state.wanted_id && held.program != state.wanted_id) return 0;
  held.pid = task->tgid;
  bpf_probe_read_kernel_str(held.comm, sizeof held.comm, &task->group_leader->comm);
  bpf_seq_write(context->meta->seq, &held, sizeof held);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
