// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A program of every type whose section libbpf 1.1 knows, named after the type: a_TYPE, since sections have the plain
// names. struct_ops and ext programs, which need something beside them, are in objects of their own.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int a_socket_filter(void *context) { return 0; }

SEC("kprobe/vfs_mkdir")
int a_kprobe(void *context) { return 0; }

SEC("classifier")
int a_sched_cls(void *context) { return 0; }

SEC("action")
int a_sched_act(void *context) { return 0; }

SEC("tp/sched/sched_process_exit")
int a_tracepoint(void *context) { return 0; }

SEC("xdp")
int a_xdp(void *context) { return XDP_PASS; }

SEC("perf_event")
int a_perf_event(void *context) { return 0; }

SEC("cgroup_skb/ingress")
int a_cgroup_skb(void *context) { return 1; }

SEC("cgroup/sock_create")
int a_cgroup_sock(void *context) { return 1; }

SEC("lwt_in")
int a_lwt_in(void *context) { return 0; }

SEC("lwt_out")
int a_lwt_out(void *context) { return 0; }

SEC("lwt_xmit")
int a_lwt_xmit(void *context) { return 0; }

SEC("sockops")
int a_sock_ops(void *context) { return 0; }

SEC("sk_skb/stream_verdict")
int a_sk_skb(void *context) { return SK_PASS; }

SEC("cgroup/dev")
int a_cgroup_device(void *context) { return 1; }

SEC("sk_msg")
int a_sk_msg(void *context) { return SK_PASS; }

SEC("raw_tp/sched_process_exit")
int a_raw_tracepoint(void *context) { return 0; }

SEC("cgroup/connect4")
int a_cgroup_sock_addr(void *context) { return 1; }

SEC("lwt_seg6local")
int a_lwt_seg6local(void *context) { return 0; }

SEC("lirc_mode2")
int a_lirc_mode2(void *context) { return 0; }

SEC("sk_reuseport")
int a_sk_reuseport(void *context) { return SK_PASS; }

SEC("flow_dissector")
int a_flow_dissector(void *context) { return BPF_OK; }

SEC("cgroup/sysctl")
int a_cgroup_sysctl(void *context) { return 1; }

SEC("raw_tp.w/sched_process_exit")
int a_raw_tracepoint_writable(void *context) { return 0; }

SEC("cgroup/getsockopt")
int a_cgroup_sockopt(void *context) { return 1; }

SEC("tp_btf/sched_process_exit")
int a_tracing(void *context) { return 0; }

SEC("lsm/file_open")
int a_lsm(void *context) { return 0; }

SEC("sk_lookup")
int a_sk_lookup(void *context) { return SK_PASS; }

SEC("syscall")
int a_syscall(void *context) { return 0; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
