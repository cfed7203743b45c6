// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Programs for sockets in a map, and a flow dissector.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_SOCKMAP);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u32);
} sockets SEC(".maps");

SEC("sk_msg")
int verdict(struct sk_msg_md *message) { return bpf_msg_redirect_map(message, &sockets, 0, 0); }

SEC("sk_skb/stream_verdict")
int stream(struct __sk_buff *skb) { return SK_PASS; }

SEC("sk_skb/stream_parser")
int parse(struct __sk_buff *skb) { return (int)skb->len; }

SEC("flow_dissector")
int dissect(struct __sk_buff *skb) { return BPF_OK; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
