// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One program of each type that loads without a target, a name longer than the kernel keeps, maps that
// two of them share, and metadata of every shape.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

struct version {
  int major;
  int minor;
};

const char bpf_metadata_author[] SEC(".rodata") = "somebody \"quoted\"";
const volatile int bpf_metadata_number SEC(".rodata") = -7;
const volatile unsigned long long bpf_metadata_big SEC(".rodata") = 18446744073709551615ULL;
const volatile struct version bpf_metadata_version SEC(".rodata") = {1, 22};
const volatile int not_metadata SEC(".rodata") = 3;

static __always_inline int count(void) {
  __u32 slot = 0;
  __u64 *value = bpf_map_lookup_elem(&counts, &slot);
  if (value) __sync_fetch_and_add(value, not_metadata);
  return 0;
}

SEC("socket")
int filter_with_a_name_of_30_chars(void *ctx) { return count(); }

SEC("xdp")
int pass(void *ctx) { return count() + 2; }

SEC("tc")
int classify(void *ctx) { return 0; }

SEC("cgroup_skb/egress")
int egress(void *ctx) { return 1; }

SEC("sockops")
int operations(void *ctx) { return 0; }

SEC("sk_msg")
int message(void *ctx) { return 1; }

SEC("tracepoint/sched/sched_switch")
int on_switch(void *ctx) { return 0; }

SEC("raw_tracepoint/sys_enter")
int on_enter(void *ctx) { return 0; }

SEC("kprobe/do_nothing")
int on_probe(void *ctx) { return 0; }

SEC("perf_event")
int on_sample(void *ctx) { return 0; }

SEC("flow_dissector")
int dissect(void *ctx) { return 0; }

SEC("lwt_in")
int lightweight(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
