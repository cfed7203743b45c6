// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The object of the manual pages' examples: counts packets by their EtherType, and drops short ones.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

const volatile __u32 shortest = 14;
__u64 dropped = 0;

SEC("xdp")
int filter(struct xdp_md *ctx) {
  const void *end = (const void *)(long)ctx->data_end;
  const struct ethhdr *header = (const void *)(long)ctx->data;
  if ((const void *)(header + 1) > end || end - (const void *)header < shortest) {
    __sync_fetch_and_add(&dropped, 1);
    return XDP_DROP;
  }
  const __u32 protocol = header->h_proto;
  const __u64 one = 1;
  __u64 *count = bpf_map_lookup_elem(&counts, &protocol);
  if (count)
    __sync_fetch_and_add(count, 1);
  else
    bpf_map_update_elem(&counts, &protocol, &one, BPF_NOEXIST);
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
