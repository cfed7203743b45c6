// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kernel samples' definitions in every length they had, several in one section, and what the longer ones say.
#include "legacy.h"

struct words4 {
  unsigned int type, key_size, value_size, max_entries;
};
struct words5 {
  unsigned int type, key_size, value_size, max_entries, map_flags;
};
struct words6 {
  unsigned int type, key_size, value_size, max_entries, map_flags, inner_map_idx;
};
struct words7 {
  unsigned int type, key_size, value_size, max_entries, map_flags, inner_map_idx, numa_node;
};

struct words4 SEC("maps") without_flags = {BPF_MAP_TYPE_ARRAY, 4, 8, 2};
struct words5 SEC("maps") with_flags = {BPF_MAP_TYPE_HASH, 4, 8, 3, BPF_F_NO_PREALLOC};
struct words6 SEC("maps") of_maps = {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 2, 0, 0};
struct words7 SEC("maps") of_maps_by_name = {BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4, 2, 0, 1, 0};
struct words7 SEC("maps") on_node = {BPF_MAP_TYPE_HASH, 4, 8, 4, BPF_F_NUMA_NODE, 0, 0};

__u32 _version SEC("version") = 263680; /* 4.6.0: what kernels before 5.0 compared with their own */

SEC("cgroup_skb1")
int touch(struct __sk_buff *skb) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&without_flags, &key);
  if (value) *value = skb->len;
  value = bpf_map_lookup_elem(&with_flags, &key);
  if (value) *value = 1;
  value = bpf_map_lookup_elem(&on_node, &key);
  if (value) *value = 1;
  void *inner = bpf_map_lookup_elem(&of_maps, &key);
  if (inner) bpf_map_lookup_elem(inner, &key);
  inner = bpf_map_lookup_elem(&of_maps_by_name, &key);
  if (inner) bpf_map_lookup_elem(inner, &key);
  return 1;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
