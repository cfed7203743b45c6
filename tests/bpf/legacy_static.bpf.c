// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Maps that only this file can see, which code names by their section, beside a map of today.
#include "legacy.h"

static struct bpf_map_def SEC("maps") first = {BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0};
static struct bpf_map_def SEC("maps") second = {BPF_MAP_TYPE_ARRAY, 4, 8, 2, 0};

struct {
  int (*type)[BPF_MAP_TYPE_ARRAY];
  int (*max_entries)[3];
  __u32 *key;
  __u64 *value;
} third SEC(".maps");

SEC("xdp_count")
int count(struct xdp_md *context) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&first, &key);
  if (value) *value += 1;
  value = bpf_map_lookup_elem(&second, &key);
  if (value) *value += 2;
  value = bpf_map_lookup_elem(&third, &key);
  if (value) *value += 3;
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
