// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A program that the verifier rejects (a map value used without asking whether there is one), after one that
// it accepts.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} values SEC(".maps");

SEC("socket")
int accepted(struct __sk_buff *skb) { return 0; }

SEC("socket")
int unchecked_lookup(struct __sk_buff *skb) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&values, &key);
  return (int)*value;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
