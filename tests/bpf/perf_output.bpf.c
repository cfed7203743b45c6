// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Writes as many numbered records as its first argument says (1000 at most), and counts them. Started by a test run.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct record {
  __u64 number;
  __u32 cpu;
  __u32 unused;
};

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, sizeof(int));
  __uint(value_size, sizeof(__u32));
} records SEC(".maps");

__u64 written = 0;  // records that arrived
__u64 refused = 0;  // records for which there was no room

SEC("raw_tp")
int write_records(struct bpf_raw_tracepoint_args *ctx) {
  struct record record = {.cpu = bpf_get_smp_processor_id()};
  const __u64 wanted = ctx->args[0];
  for (__u64 i = 0; i < 1000; ++i) {
    if (i >= wanted) break;
    record.number = i;
    if (bpf_perf_event_output(ctx, &records, BPF_F_CURRENT_CPU, &record, sizeof(record)) == 0)
      __sync_fetch_and_add(&written, 1);
    else
      __sync_fetch_and_add(&refused, 1);
  }
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
