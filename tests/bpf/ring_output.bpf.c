// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Writes as many numbered records as its first argument says (1000 at most) into a ring buffer, with the flags of its
// second, and counts them; every tenth is reserved and given up again. Started by a test run.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct record {
  __u64 number;
  __u32 cpu;
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} records SEC(".maps");

__u64 written = 0;  // records that found room
__u64 refused = 0;  // records that didn't

SEC("raw_tp")
int write_records(struct bpf_raw_tracepoint_args *ctx) {
  const __u64 wanted = ctx->args[0];
  const __u64 flags = ctx->args[1];
  for (__u64 i = 0; i < 1000; ++i) {
    if (i >= wanted) break;
    struct record *record = bpf_ringbuf_reserve(&records, 12, 0);
    if (!record) {
      __sync_fetch_and_add(&refused, 1);
      continue;
    }
    record->number = i;
    record->cpu = bpf_get_smp_processor_id();
    if (i % 10 == 9) {
      bpf_ringbuf_discard(record, flags);
      continue;
    }
    bpf_ringbuf_submit(record, flags);
    __sync_fetch_and_add(&written, 1);
  }
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
