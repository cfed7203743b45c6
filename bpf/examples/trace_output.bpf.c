// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One record {pid, cookie} into a perf event array for every write(2) on the system.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct event {
  __u64 pid;  // thread group id in the upper half, thread id in the lower
  __u64 cookie;
};

// Puts the type into the object's BTF, where readers of the map look for it.
const struct event *unused __attribute__((unused));

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, sizeof(int));
  __uint(value_size, sizeof(__u32));
} my_map SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_write")
int trace_write(void *ctx) {
  struct event data = {
      .pid = bpf_get_current_pid_tgid(),
      .cookie = 0x12345678,
  };
  bpf_perf_event_output(ctx, &my_map, BPF_F_CURRENT_CPU, &data, sizeof(data));
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
