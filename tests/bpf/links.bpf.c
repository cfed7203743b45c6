// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A program for every kind of link that libbpf 1.1 can load.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
  __uint(type, BPF_MAP_TYPE_SOCKMAP);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u32);
} sockets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u64);
} numbers SEC(".maps");

SEC("raw_tp/sched_process_exit")
int raw(void *context) { return 0; }

SEC("tp_btf/sched_process_exit")
int typed(void *context) { return 0; }

SEC("tp/sched/sched_process_exit")
int traced(void *context) { return 0; }

SEC("perf_event")
int clocked(void *context) { return 0; }

SEC("uprobe")
int probed(void *context) { return 0; }

SEC("cgroup_skb/ingress")
int ingress(struct __sk_buff *skb) { return 1; }

SEC("cgroup_skb/egress")
int egress(struct __sk_buff *skb) { return 1; }

SEC("flow_dissector")
int dissect(struct __sk_buff *skb) { return BPF_OK; }

SEC("sk_lookup")
int look_up(struct bpf_sk_lookup *context) { return SK_PASS; }

SEC("xdp")
int pass(struct xdp_md *context) { return XDP_PASS; }

SEC("xdp")
int pass_too(struct xdp_md *context) { return XDP_PASS; }

SEC("tc")
int classify(struct __sk_buff *skb) { return 0; }

SEC("sk_msg")
int verdict(struct sk_msg_md *message) { return SK_PASS; }

SEC("iter/task")
int tasks(void *context) { return 0; }

SEC("iter/bpf_map_elem")
int elements(void *context) { return 0; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
