// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Packets' lengths counted by protocol, read with the instructions that classic BPF left behind.
#include "legacy.h"

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <stddef.h>

unsigned long long load_byte(void *skb, unsigned long long off) asm("llvm.bpf.load.byte");

struct bpf_map_def SEC("maps") my_map = {
    .type = BPF_MAP_TYPE_ARRAY,
    .key_size = sizeof(__u32),
    .value_size = sizeof(long),
    .max_entries = 256,
};

SEC("socket1")
int bpf_prog1(struct __sk_buff *skb) {
  int index = load_byte(skb, ETH_HLEN + offsetof(struct iphdr, protocol));
  long *value;

  value = bpf_map_lookup_elem(&my_map, &index);
  if (value) __sync_fetch_and_add(value, skb->len);
  return 0;
}

char _license[] SEC("license") = "GPL";
