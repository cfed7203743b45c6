// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A record for every program that is executed: "perf trace exec".
#include <linux/bpf.h>
#include <linux/types.h>

#include "bpflens/scope.bpf.h"

struct exec_event {
  __u32 ppid;
  __u32 uid;
  __u32 netns;
  char filename[128];
  char args[384]; /* with spaces between; what is longer is cut */
};

const struct exec_event *unused __attribute__((unused));

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, sizeof(int));
  __uint(value_size, sizeof(__u32));
} exec_events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct exec_event);
} scratch SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct mm_struct___exec {
  unsigned long arg_start;
  unsigned long arg_end;
};

struct task_struct___exec {
  struct task_struct___exec *real_parent;
  struct mm_struct___exec *mm;
  int tgid;
};

struct linux_binprm___exec {
  const char *filename;
};

#pragma clang attribute pop

// Arguments stand one behind the other, each with a zero at its end.
static __always_inline void read_args(const struct task_struct___exec *task, struct exec_event *event) {
  const unsigned long start = BPF_CORE_READ(task, mm, arg_start);
  unsigned long length = BPF_CORE_READ(task, mm, arg_end) - start;
  if (length > sizeof(event->args) - 1) length = sizeof(event->args) - 1;
  __builtin_memset(event->args, 0, sizeof(event->args));
  if (length == 0 || bpf_probe_read_user(event->args, length, (const void *)start) != 0) return;
  for (__u32 i = 0; i < sizeof(event->args) - 1; ++i) {
    if (i + 1 >= length) break;
    if (event->args[i] == 0) event->args[i] = ' ';
  }
}

SEC("raw_tp/sched_process_exec")
int trace_exec(struct bpf_raw_tracepoint_args *context) {
  const struct task_struct___exec *task = (const void *)context->args[0];
  const struct linux_binprm___exec *binprm = (const void *)context->args[2];
  __u32 first = 0;
  struct exec_event *event = bpf_map_lookup_elem(&scratch, &first);
  if (!event || !bpflens_in_scope()) return 0;
  event->ppid = BPF_CORE_READ(task, real_parent, tgid);
  event->uid = (__u32)bpf_get_current_uid_gid();
  event->netns = bpflens_current_netns();
  __builtin_memset(event->filename, 0, sizeof(event->filename));
  bpf_probe_read_kernel_str(event->filename, sizeof(event->filename), BPF_CORE_READ(binprm, filename));
  read_args(task, event);
  bpf_perf_event_output(context, &exec_events, BPF_F_CURRENT_CPU, event, sizeof(*event));
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
