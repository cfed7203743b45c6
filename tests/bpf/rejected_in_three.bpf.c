// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Programs that the verifier rejects, each for a well-known reason, beside two that it accepts.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} values SEC(".maps");

int table[4];

SEC("xdp")
int accepted(struct xdp_md *context) { return XDP_PASS; }

SEC("xdp")
int no_null_check(struct xdp_md *context) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&values, &key);
  return (int)*value;
}

SEC("xdp")
int no_bounds_check(struct xdp_md *context) {
  const char *data = (const char *)(long)context->data;
  return data[0];
}

SEC("xdp")
int unbounded_index(struct xdp_md *context) { return table[context->rx_queue_index]; }

SEC("xdp")
int accepted_too(struct xdp_md *context) { return XDP_DROP; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
