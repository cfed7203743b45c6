// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What iproute2 did beyond making maps: pinning them, putting maps and programs into others, and taking any name
// that begins with "classifier". Two of those share a source file and its line numbers.
#include "legacy.h"

struct bpf_elf_map SEC("maps") shared = {
    .type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 2, .pinning = 2};
struct bpf_elf_map SEC("maps") own = {
    .type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 2, .pinning = 1};
struct bpf_elf_map SEC("maps") calls = {
    .type = BPF_MAP_TYPE_PROG_ARRAY, .size_key = 4, .size_value = 4, .max_elem = 4, .id = 42};
struct bpf_elf_map SEC("maps") inner = {
    .type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 1, .id = 7, .inner_idx = 1};
struct bpf_elf_map SEC("maps") outer = {
    .type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4, .size_value = 4, .max_elem = 3, .inner_id = 7};

static inline __attribute__((always_inline)) void add(void *map, __u32 key, __u64 by) {
  __u64 *value = bpf_map_lookup_elem(map, &key);
  if (value) __sync_fetch_and_add(value, by);
}

SEC("classifier/ingress")
int on_ingress(struct __sk_buff *skb) {
  add(&shared, 0, 1);
  bpf_tail_call(skb, &calls, 2);
  return 9;
}

SEC("classifier/egress")
int on_egress(struct __sk_buff *skb) {
  add(&own, 0, 1);
  __u32 slot = 1;
  void *map = bpf_map_lookup_elem(&outer, &slot);
  if (map) add(map, 0, 100);
  return 3;
}

SEC("42/2")
int called(struct __sk_buff *skb) {
  add(&shared, 1, 10);
  return 5;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
