// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kernel's sample trace_output in the form of its day, but on a tracepoint, which every kernel has: a legacy map,
// and a record whose type only DWARF knows. It writes to the slot of CPU 0, so from no other.
#include "legacy.h"

struct bpf_map_def SEC("maps") my_map = {
    .type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
    .key_size = sizeof(int),
    .value_size = sizeof(__u32),
    .max_entries = 2,
};

SEC("tracepoint/syscalls/sys_enter_write")
int bpf_prog1(void *ctx) {
  struct S {
    __u64 pid;
    __u64 cookie;
  } data;

  data.pid = bpf_get_current_pid_tgid();
  data.cookie = 0x12345678;

  bpf_perf_event_output(ctx, &my_map, 0, &data, sizeof(data));
  return 0;
}

char _license[] SEC("license") = "GPL";
