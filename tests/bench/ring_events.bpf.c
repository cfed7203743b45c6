// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The records of events.bpf.c into a ring buffer; with no_wakeup set, without waking the reader.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct record {
  __u64 sequence;
  __u64 filler[7];
};

const struct record* unused __attribute__((unused));

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4 * 1024 * 1024);
} events SEC(".maps");

const volatile __u32 no_wakeup = 0;
__u64 written;
__u64 lost;

SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_getpgid(void* context) {
  struct record* record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
  if (!record) {
    __sync_fetch_and_add(&lost, 1);
    return 0;
  }
  record->sequence = __sync_fetch_and_add(&written, 1);
  for (int i = 0; i < 7; ++i) record->filler[i] = 0;
  bpf_ringbuf_submit(record, no_wakeup ? BPF_RB_NO_WAKEUP : 0);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
