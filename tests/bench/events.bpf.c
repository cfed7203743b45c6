// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A record of 64 bytes for every getpgid(2), most of which one process calls; others' are counted, too.
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
    __sync_fetch_and_add(&written, 1);
  else
    __sync_fetch_and_add(&lost, 1);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
