// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Maps as iproute2 declared them, one of them a map of maps.
#include "legacy.h"

struct bpf_elf_map SEC("maps") inner_counts = {
    .type = BPF_MAP_TYPE_ARRAY,
    .size_key = sizeof(__u32),
    .size_value = sizeof(__u64),
    .max_elem = 4,
    .id = 17,
};

struct bpf_elf_map SEC("maps") by_cpu = {
    .type = BPF_MAP_TYPE_ARRAY_OF_MAPS,
    .size_key = sizeof(__u32),
    .size_value = sizeof(__u32),
    .max_elem = 2,
    .inner_id = 17,
};

SEC("classifier/ingress")
int count_packets(struct __sk_buff *skb) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&inner_counts, &key);
  if (value) __sync_fetch_and_add(value, 1);
  void *inner = bpf_map_lookup_elem(&by_cpu, &key);
  if (inner) {
    value = bpf_map_lookup_elem(inner, &key);
    if (value) __sync_fetch_and_add(value, 1);
  }
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
