// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Programs and maps of many kinds, for comparing how tools show them.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct key {
  __u32 address;
  __u16 port;
  __u8 protocol;
};

struct value {
  __u64 packets;
  __s32 balance;
  char comm[8];
  struct {
    __u32 low, high;
  } range[2];
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16);
  __type(key, struct key);
  __type(value, struct value);
} flows SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u64);
} per_cpu SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u32);
} per_cpu_hash SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 8);
  __uint(key_size, 4);
  __uint(value_size, 6);
} untyped SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 2);
  __uint(key_size, 4);
  __uint(value_size, 4);
} calls SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 8);
  __uint(key_size, 8);
  __uint(value_size, 4);
} prefixes SEC(".maps");

__u64 counter;
const volatile __u32 limit = 7;

SEC("socket")
int count_packets(struct __sk_buff *skb) {
  __u32 slot = 1;
  __u64 *count = bpf_map_lookup_elem(&counts, &slot);
  if (count) __sync_fetch_and_add(count, 1);
  counter += skb->len < limit;
  return 0;
}

SEC("xdp")
int a_name_longer_than_the_kernel_keeps(struct xdp_md *context) {
  struct key key = {.port = (__u16)context->rx_queue_index};
  struct value *value = bpf_map_lookup_elem(&flows, &key);
  if (value) ++value->packets;
  return XDP_PASS;
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_getpgid(void *context) {
  __u32 slot = 0;
  __u64 *count = bpf_map_lookup_elem(&per_cpu, &slot);
  if (count) ++*count;
  bpf_tail_call(context, &calls, 0);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
