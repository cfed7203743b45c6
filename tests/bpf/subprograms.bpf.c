// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A main function, a subprogram, a map, a global variable and a helper.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} lengths SEC(".maps");

int seen;

static __attribute__((noinline)) int triple(int x) { return x * 3 + seen; }

SEC("socket")
int outer(struct __sk_buff *skb) {
  __u32 key = skb->len;
  __u64 *value = bpf_map_lookup_elem(&lengths, &key);
  if (value) __sync_fetch_and_add(value, 1);
  return triple(key);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
