// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Maps as the kernel's samples declared them before BTF-defined maps, in an old section name.
#include "legacy.h"

struct bpf_map_def SEC("maps") hash_map = {
    .type = BPF_MAP_TYPE_HASH,
    .key_size = sizeof(__u32),
    .value_size = sizeof(long),
    .max_entries = 1000,
    .map_flags = BPF_F_NO_PREALLOC,
};

struct bpf_map_def SEC("maps") counts = {
    .type = BPF_MAP_TYPE_ARRAY,
    .key_size = sizeof(__u32),
    .value_size = sizeof(long),
    .max_entries = 256,
};

__u64 runs = 0;

SEC("socket1")
int count_by_key(struct __sk_buff *skb) {
  __u32 key = 7;
  long init_val = 1;
  bpf_map_update_elem(&hash_map, &key, &init_val, BPF_ANY);
  long *value = bpf_map_lookup_elem(&counts, &key);
  if (value) __sync_fetch_and_add(value, skb->len);
  runs++;
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
