// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A congestion control that nobody chooses: the least that the kernel registers.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct sock;

// The members that are set; libbpf finds their places in the kernel's own struct by their names.
struct tcp_congestion_ops {
  __u32 (*ssthresh)(struct sock *sk);
  void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
  __u32 (*undo_cwnd)(struct sock *sk);
  char name[16];
};

SEC("struct_ops/ssthresh")
__u32 BPF_PROG(threshold, struct sock *sk) { return 2; }

SEC("struct_ops/cong_avoid")
void BPF_PROG(avoid, struct sock *sk, __u32 ack, __u32 acked) {}

SEC("struct_ops/undo_cwnd")
__u32 BPF_PROG(undo, struct sock *sk) { return 2; }

SEC(".struct_ops")
struct tcp_congestion_ops bpflens_test = {
    .ssthresh = (void *)threshold,
    .cong_avoid = (void *)avoid,
    .undo_cwnd = (void *)undo,
    .name = "bpflens_test",
};

char LICENSE[] SEC("license") = "Dual BSD/GPL";
