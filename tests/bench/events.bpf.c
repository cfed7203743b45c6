// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A record of 64 bytes for every getpgid(2) of one process: as many events as it makes calls.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct record {
  __u64 sequence;
  __u64 filler[7];
};

const struct record* unused __attribute__((unused));

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, 4);
  __uint(value_size, 4);
} events SEC(".maps");

__u64 written;
__u64 lost;

SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_getpgid(void* context) {
  struct record record = {.sequence = written};
  if (bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, &record, sizeof(record)) == 0)
    ++written;
  else
    ++lost;
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
