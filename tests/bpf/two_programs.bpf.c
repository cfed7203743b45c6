// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Programs of two types that share a map and have data of their own; each attaches where its section says,
// but for the last, which wants a network interface.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

__u64 total = 0;

static void count(void) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&counts, &key);
  if (value) __sync_fetch_and_add(value, 1);
  __sync_fetch_and_add(&total, 1);
}

SEC("raw_tracepoint/sys_enter")
int on_sys_enter(void *ctx) {
  count();
  return 0;
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_getpgid(void *ctx) {
  count();
  return 0;
}

SEC("xdp")
int pass_everything(struct xdp_md *ctx) {
  count();
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
