// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Releases: the tag that first contains the commit adding the enumerator (include/uapi/linux/bpf.h).
#include "model/helpers.hpp"

#include <algorithm>
#include <array>

namespace bpflens::model {
namespace {

constexpr auto kHelpers = std::to_array<HelperFact>({
    {"", "", ""},
    {"bpf_map_lookup_elem", "3.19", "find the value behind a key"},
    {"bpf_map_update_elem", "3.19", "insert or replace an entry"},
    {"bpf_map_delete_elem", "3.19", "remove an entry"},
    {"bpf_probe_read", "4.1", "copy from any address; which kind of memory depends on the architecture"},
    {"bpf_ktime_get_ns", "4.1", "nanoseconds since boot, suspended time left out"},
    {"bpf_trace_printk", "4.1", "write a formatted line into the kernel's trace_pipe"},
    {"bpf_get_prandom_u32", "4.1", "a pseudo-random number"},
    {"bpf_get_smp_processor_id", "4.1", "the CPU the program runs on"},
    {"bpf_skb_store_bytes", "4.1", "write bytes into a packet"},
    {"bpf_l3_csum_replace", "4.1", "adjust the IP header checksum after a change"},
    {"bpf_l4_csum_replace", "4.1", "adjust the TCP, UDP or ICMP checksum after a change"},
    {"bpf_tail_call", "4.2", "continue in another program of a prog_array and never return"},
    {"bpf_clone_redirect", "4.2", "send a copy of the packet to another interface"},
    {"bpf_get_current_pid_tgid", "4.2", "process id (upper half) and thread id of the current task"},
    {"bpf_get_current_uid_gid", "4.2", "group id (upper half) and user id of the current task"},
    {"bpf_get_current_comm", "4.2", "the current task's name"},
    {"bpf_get_cgroup_classid", "4.3", "the net_cls class of the packet's task (cgroup v1)"},
    {"bpf_skb_vlan_push", "4.3", "add a VLAN tag"},
    {"bpf_skb_vlan_pop", "4.3", "remove a VLAN tag"},
    {"bpf_skb_get_tunnel_key", "4.3", "read the tunnel's addresses and id"},
    {"bpf_skb_set_tunnel_key", "4.3", "set the tunnel's addresses and id for sending"},
    {"bpf_perf_event_read", "4.3", "read a perf counter; errors and counts can't be told apart"},
    {"bpf_redirect", "4.4", "send the packet out of another interface"},
    {"bpf_get_route_realm", "4.4", "the realm of the packet's route"},
    {"bpf_perf_event_output", "4.4", "send a record through a perf event array"},
    {"bpf_skb_load_bytes", "4.5", "copy bytes out of a packet"},
    {"bpf_get_stackid", "4.6", "record the call stack in a stack_trace map and get its id"},
    {"bpf_csum_diff", "4.6", "checksum difference between two buffers"},
    {"bpf_skb_get_tunnel_opt", "4.6", "read tunnel options such as Geneve's"},
    {"bpf_skb_set_tunnel_opt", "4.6", "set tunnel options such as Geneve's"},
    {"bpf_skb_change_proto", "4.8", "turn an IPv4 packet into an IPv6 one, or back"},
    {"bpf_skb_change_type", "4.8", "change for whom the packet counts: this host, others, everybody"},
    {"bpf_skb_under_cgroup", "4.8", "does the packet's socket belong to a cgroup in an array?"},
    {"bpf_get_hash_recalc", "4.8", "the packet's flow hash, computed if need be"},
    {"bpf_get_current_task", "4.8", "address of the current task_struct, as a number"},
    {"bpf_probe_write_user", "4.8", "overwrite memory of the current process (for experiments)"},
    {"bpf_current_task_under_cgroup", "4.9", "does the current task belong to a cgroup in an array?"},
    {"bpf_skb_change_tail", "4.9", "shorten or lengthen a packet at its end"},
    {"bpf_skb_pull_data", "4.9", "make more of a packet directly readable and writable"},
    {"bpf_csum_update", "4.9", "add to the checksum a device has computed"},
    {"bpf_set_hash_invalid", "4.9", "have the flow hash computed anew"},
    {"bpf_get_numa_node_id", "4.10", "the NUMA node the program runs on"},
    {"bpf_skb_change_head", "4.10", "make room in front of a packet, e.g. for a link header"},
    {"bpf_xdp_adjust_head", "4.10", "move the start of an XDP packet"},
    {"bpf_probe_read_str", "4.11", "copy a string from any address; see bpf_probe_read"},
    {"bpf_get_socket_cookie", "4.12", "a number that identifies the socket as long as the system runs"},
    {"bpf_get_socket_uid", "4.12", "the user who owns the packet's socket"},
    {"bpf_set_hash", "4.13", "set the packet's flow hash"},
    {"bpf_setsockopt", "4.13", "setsockopt(2) on the program's socket"},
    {"bpf_skb_adjust_room", "4.13", "make or take room behind the link or network header"},
    {"bpf_redirect_map", "4.14", "send the packet to a device, CPU or AF_XDP socket in a map"},
    {"bpf_sk_redirect_map", "4.14", "hand the data to another socket in a sockmap"},
    {"bpf_sock_map_update", "4.14", "put the socket into a sockmap"},
    {"bpf_xdp_adjust_meta", "4.15", "make room for metadata in front of an XDP packet"},
    {"bpf_perf_event_read_value", "4.15", "read a perf counter with the time it ran"},
    {"bpf_perf_prog_read_value", "4.15", "read the counter of the event that runs the program"},
    {"bpf_getsockopt", "4.15", "getsockopt(2) on the program's socket"},
    {"bpf_override_return", "4.16", "make the probed function return a value without running (error injection)"},
    {"bpf_sock_ops_cb_flags_set", "4.16", "choose which TCP events call the program"},
    {"bpf_msg_redirect_map", "4.17", "hand a message to another socket in a sockmap"},
    {"bpf_msg_apply_bytes", "4.17", "apply the verdict to the next bytes without asking again"},
    {"bpf_msg_cork_bytes", "4.17", "wait for more bytes before giving a verdict"},
    {"bpf_msg_pull_data", "4.17", "make a part of a message directly readable and writable"},
    {"bpf_bind", "4.17", "set the source address of a connecting socket"},
    {"bpf_xdp_adjust_tail", "4.18", "move the end of an XDP packet"},
    {"bpf_skb_get_xfrm_state", "4.18", "read the IPsec state a packet went through"},
    {"bpf_get_stack", "4.18", "copy the call stack into a buffer"},
    {"bpf_skb_load_bytes_relative", "4.18", "copy bytes from the link or network header on"},
    {"bpf_fib_lookup", "4.18", "look a destination up in the routing and neighbour tables"},
    {"bpf_sock_hash_update", "4.18", "put the socket into a sockhash"},
    {"bpf_msg_redirect_hash", "4.18", "hand a message to another socket in a sockhash"},
    {"bpf_sk_redirect_hash", "4.18", "hand the data to another socket in a sockhash"},
    {"bpf_lwt_push_encap", "4.18", "wrap a routed packet into another header"},
    {"bpf_lwt_seg6_store_bytes", "4.18", "write into a segment routing header"},
    {"bpf_lwt_seg6_adjust_srh", "4.18", "grow or shrink a segment routing header"},
    {"bpf_lwt_seg6_action", "4.18", "do one of the kernel's segment routing actions"},
    {"bpf_rc_repeat", "4.18", "report that a remote control's key is held"},
    {"bpf_rc_keydown", "4.18", "report a remote control's key"},
    {"bpf_skb_cgroup_id", "4.18", "cgroup v2 id of the packet's socket"},
    {"bpf_get_current_cgroup_id", "4.18", "cgroup v2 id of the current task"},
    {"bpf_get_local_storage", "4.19", "storage that belongs to the cgroup the program is attached to"},
    {"bpf_sk_select_reuseport", "4.19", "choose the socket of a reuseport group that gets the packet"},
    {"bpf_skb_ancestor_cgroup_id", "4.19", "id of an ancestor of the packet's cgroup"},
    {"bpf_sk_lookup_tcp", "4.20", "find a TCP socket by its addresses; to be released"},
    {"bpf_sk_lookup_udp", "4.20", "find a UDP socket by its addresses; to be released"},
    {"bpf_sk_release", "4.20", "give a found socket back"},
    {"bpf_map_push_elem", "4.20", "add to a queue, a stack or a bloom filter"},
    {"bpf_map_pop_elem", "4.20", "take the next element of a queue or stack"},
    {"bpf_map_peek_elem", "4.20", "read the next element of a queue or stack, or ask a bloom filter"},
    {"bpf_msg_push_data", "4.20", "insert bytes into a message"},
    {"bpf_msg_pop_data", "5.0", "remove bytes from a message"},
    {"bpf_rc_pointer_rel", "5.0", "report a remote control's pointer movement"},
    {"bpf_spin_lock", "5.1", "lock a map value"},
    {"bpf_spin_unlock", "5.1", "unlock a map value"},
    {"bpf_sk_fullsock", "5.1", "the full socket behind a pointer, if it is one"},
    {"bpf_tcp_sock", "5.1", "a socket's TCP fields"},
    {"bpf_skb_ecn_set_ce", "5.1", "mark a packet as having met congestion"},
    {"bpf_get_listener_sock", "5.1", "the listening socket a socket came from"},
    {"bpf_skc_lookup_tcp", "5.2", "find a TCP socket, request and time-wait sockets too; to be released"},
    {"bpf_tcp_check_syncookie", "5.2", "is this ACK the answer to a SYN cookie?"},
    {"bpf_sysctl_get_name", "5.2", "the sysctl that is read or written"},
    {"bpf_sysctl_get_current_value", "5.2", "the sysctl's value so far"},
    {"bpf_sysctl_get_new_value", "5.2", "the value being written to a sysctl"},
    {"bpf_sysctl_set_new_value", "5.2", "write another value than the one asked for"},
    {"bpf_strtol", "5.2", "read a signed number from text"},
    {"bpf_strtoul", "5.2", "read an unsigned number from text"},
    {"bpf_sk_storage_get", "5.2", "storage that belongs to a socket"},
    {"bpf_sk_storage_delete", "5.2", "drop a socket's storage"},
    {"bpf_send_signal", "5.3", "send a signal to the current process"},
    {"bpf_tcp_gen_syncookie", "5.4", "make a SYN cookie"},
    {"bpf_skb_output", "5.5", "send a record with part of a kernel packet through a perf event array"},
    {"bpf_probe_read_user", "5.5", "copy from user memory"},
    {"bpf_probe_read_kernel", "5.5", "copy from kernel memory"},
    {"bpf_probe_read_user_str", "5.5", "copy a string from user memory"},
    {"bpf_probe_read_kernel_str", "5.5", "copy a string from kernel memory"},
    {"bpf_tcp_send_ack", "5.6", "send an ACK from a congestion control program"},
    {"bpf_send_signal_thread", "5.6", "send a signal to the current thread"},
    {"bpf_jiffies64", "5.6", "the kernel's tick counter"},
    {"bpf_read_branch_records", "5.7", "branches the CPU recorded with a perf sample"},
    {"bpf_get_ns_current_pid_tgid", "5.7", "process and thread id as seen in a pid namespace"},
    {"bpf_xdp_output", "5.7", "send a record with part of an XDP packet through a perf event array"},
    {"bpf_get_netns_cookie", "5.7", "a number that identifies the network namespace"},
    {"bpf_get_current_ancestor_cgroup_id", "5.7", "id of an ancestor of the current task's cgroup"},
    {"bpf_sk_assign", "5.7", "choose the socket that gets the packet"},
    {"bpf_ktime_get_boot_ns", "5.8", "nanoseconds since boot, suspended time included"},
    {"bpf_seq_printf", "5.8", "write formatted text into an iterator's file"},
    {"bpf_seq_write", "5.8", "write bytes into an iterator's file"},
    {"bpf_sk_cgroup_id", "5.8", "cgroup v2 id of a socket"},
    {"bpf_sk_ancestor_cgroup_id", "5.8", "id of an ancestor of a socket's cgroup"},
    {"bpf_ringbuf_output", "5.8", "copy a record into a ring buffer"},
    {"bpf_ringbuf_reserve", "5.8", "get room for a record in a ring buffer"},
    {"bpf_ringbuf_submit", "5.8", "send a reserved record"},
    {"bpf_ringbuf_discard", "5.8", "give reserved room up"},
    {"bpf_ringbuf_query", "5.8", "a ring buffer's size, fill or positions"},
    {"bpf_csum_level", "5.8", "how many checksums of a packet are known to be good"},
    {"bpf_skc_to_tcp6_sock", "5.9", "view a socket as tcp6_sock"},
    {"bpf_skc_to_tcp_sock", "5.9", "view a socket as tcp_sock"},
    {"bpf_skc_to_tcp_timewait_sock", "5.9", "view a socket as tcp_timewait_sock"},
    {"bpf_skc_to_tcp_request_sock", "5.9", "view a socket as tcp_request_sock"},
    {"bpf_skc_to_udp6_sock", "5.9", "view a socket as udp6_sock"},
    {"bpf_get_task_stack", "5.9", "copy a task's call stack into a buffer"},
    {"bpf_load_hdr_opt", "5.10", "find a TCP header option"},
    {"bpf_store_hdr_opt", "5.10", "write a TCP header option"},
    {"bpf_reserve_hdr_opt", "5.10", "get room for TCP header options"},
    {"bpf_inode_storage_get", "5.10", "storage that belongs to an inode"},
    {"bpf_inode_storage_delete", "5.10", "drop an inode's storage"},
    {"bpf_d_path", "5.10", "the full path of a struct path"},
    {"bpf_copy_from_user", "5.10", "copy from user memory, waiting for pages (sleepable programs)"},
    {"bpf_snprintf_btf", "5.10", "format a kernel structure into a buffer by its BTF"},
    {"bpf_seq_printf_btf", "5.10", "format a kernel structure into an iterator's file by its BTF"},
    {"bpf_skb_cgroup_classid", "5.10", "the net_cls class of the packet's socket (cgroup v1)"},
    {"bpf_redirect_neigh", "5.10", "send the packet out of an interface, the link header filled in"},
    {"bpf_per_cpu_ptr", "5.10", "a kernel per-CPU variable's address on a CPU"},
    {"bpf_this_cpu_ptr", "5.10", "a kernel per-CPU variable's address on this CPU"},
    {"bpf_redirect_peer", "5.10", "send the packet to the other end of a veth, across namespaces"},
    {"bpf_task_storage_get", "5.11", "storage that belongs to a task"},
    {"bpf_task_storage_delete", "5.11", "drop a task's storage"},
    {"bpf_get_current_task_btf", "5.11", "the current task_struct, readable without copying"},
    {"bpf_bprm_opts_set", "5.11", "set options of a program about to be executed"},
    {"bpf_ktime_get_coarse_ns", "5.11", "nanoseconds since boot at tick precision, cheaper"},
    {"bpf_ima_inode_hash", "5.11", "a file's hash if IMA has measured it"},
    {"bpf_sock_from_file", "5.11", "the socket behind a file"},
    {"bpf_check_mtu", "5.12", "would the packet fit an interface's MTU?"},
    {"bpf_for_each_map_elem", "5.13", "call a function for every entry of a map"},
    {"bpf_snprintf", "5.13", "format text into a buffer"},
    {"bpf_sys_bpf", "5.14", "bpf(2) from a loader program"},
    {"bpf_btf_find_by_name_kind", "5.14", "find a BTF type by name"},
    {"bpf_sys_close", "5.14", "close(2) from a loader program"},
    {"bpf_timer_init", "5.15", "prepare a timer in a map value"},
    {"bpf_timer_set_callback", "5.15", "choose what a timer calls"},
    {"bpf_timer_start", "5.15", "start a timer"},
    {"bpf_timer_cancel", "5.15", "stop a timer"},
    {"bpf_get_func_ip", "5.15", "address of the function the program is attached to"},
    {"bpf_get_attach_cookie", "5.15", "the number given when the program was attached"},
    {"bpf_task_pt_regs", "5.15", "a task's user-space registers"},
    {"bpf_get_branch_snapshot", "5.16", "the CPU's most recent branches"},
    {"bpf_trace_vprintk", "5.16", "bpf_trace_printk with any number of arguments"},
    {"bpf_skc_to_unix_sock", "5.16", "view a socket as unix_sock"},
    {"bpf_kallsyms_lookup_name", "5.16", "a kernel symbol's address (loader programs)"},
    {"bpf_find_vma", "5.17", "call a function with the mapping that holds an address"},
    {"bpf_loop", "5.17", "call a function many times"},
    {"bpf_strncmp", "5.17", "compare two strings"},
    {"bpf_get_func_arg", "5.17", "an argument of the traced function"},
    {"bpf_get_func_ret", "5.17", "the traced function's return value"},
    {"bpf_get_func_arg_cnt", "5.17", "how many arguments the traced function has"},
    {"bpf_get_retval", "5.18", "the return value the system call would get so far"},
    {"bpf_set_retval", "5.18", "set the return value the system call gets"},
    {"bpf_xdp_get_buff_len", "5.18", "length of an XDP packet, fragments included"},
    {"bpf_xdp_load_bytes", "5.18", "copy bytes out of an XDP packet, fragments included"},
    {"bpf_xdp_store_bytes", "5.18", "write bytes into an XDP packet, fragments included"},
    {"bpf_copy_from_user_task", "5.18", "copy from another task's memory (sleepable programs)"},
    {"bpf_skb_set_tstamp", "5.18", "set a packet's time stamp"},
    {"bpf_ima_file_hash", "5.18", "a file's hash, measured by IMA if need be"},
    {"bpf_kptr_xchg", "5.19", "exchange a kernel pointer kept in a map value"},
    {"bpf_map_lookup_percpu_elem", "5.19", "another CPU's value in a per-CPU map"},
    {"bpf_skc_to_mptcp_sock", "5.19", "view a socket as mptcp_sock"},
    {"bpf_dynptr_from_mem", "5.19", "a sized pointer to memory of the program"},
    {"bpf_ringbuf_reserve_dynptr", "5.19", "get room of a size known only at run time in a ring buffer"},
    {"bpf_ringbuf_submit_dynptr", "5.19", "send a record reserved through a dynptr"},
    {"bpf_ringbuf_discard_dynptr", "5.19", "give room reserved through a dynptr up"},
    {"bpf_dynptr_read", "5.19", "copy out of a dynptr"},
    {"bpf_dynptr_write", "5.19", "copy into a dynptr"},
    {"bpf_dynptr_data", "5.19", "direct pointer into a dynptr"},
    {"bpf_tcp_raw_gen_syncookie_ipv4", "6.0", "make a SYN cookie for IPv4 without a socket"},
    {"bpf_tcp_raw_gen_syncookie_ipv6", "6.0", "make a SYN cookie for IPv6 without a socket"},
    {"bpf_tcp_raw_check_syncookie_ipv4", "6.0", "check a SYN cookie for IPv4 without a socket"},
    {"bpf_tcp_raw_check_syncookie_ipv6", "6.0", "check a SYN cookie for IPv6 without a socket"},
    {"bpf_ktime_get_tai_ns", "6.1", "wall-clock nanoseconds without leap seconds (TAI)"},
    {"bpf_user_ringbuf_drain", "6.1", "read the records user space has written"},
    {"bpf_cgrp_storage_get", "6.2", "storage that belongs to a cgroup"},
    {"bpf_cgrp_storage_delete", "6.2", "drop a cgroup's storage"},
});

// In the order of enum bpf_prog_type.
constexpr auto kProgramTypeSince = std::to_array<std::string_view>(
    {"",     "3.19", "4.1",  "4.1",  "4.1",  "4.7",  "4.8",  "4.9",  "4.10", "4.10", "4.10",
     "4.10", "4.10", "4.13", "4.14", "4.15", "4.17", "4.17", "4.17", "4.18", "4.18", "4.19",
     "4.20", "5.2",  "5.2",  "5.3",  "5.5",  "5.6",  "5.6",  "5.7",  "5.9",  "5.14", "6.4"});

// In the order of enum bpf_map_type.
constexpr auto kMapTypeSince = std::to_array<std::string_view>(
    {"",     "3.19", "3.19", "4.2",  "4.3",  "4.6",  "4.6",  "4.6",  "4.8",  "4.10", "4.10", "4.11",
     "4.12", "4.12", "4.14", "4.14", "4.15", "4.18", "4.18", "4.19", "4.19", "4.20", "4.20", "4.20",
     "5.2",  "5.4",  "5.6",  "5.8",  "5.10", "5.11", "5.16", "6.1",  "6.2",  "6.9"});

struct Better {
  std::string_view name;
  std::string_view better;
};

constexpr auto kBetter = std::to_array<Better>({
    {"bpf_probe_read", "bpf_probe_read_kernel or bpf_probe_read_user"},
    {"bpf_probe_read_str", "bpf_probe_read_kernel_str or bpf_probe_read_user_str"},
    {"bpf_perf_event_read", "bpf_perf_event_read_value"},
    {"bpf_get_current_task", "bpf_get_current_task_btf"},
});

constexpr auto kBanner =
    std::to_array<std::string_view>({"bpf_trace_printk", "bpf_trace_vprintk", "bpf_probe_write_user"});

std::string_view row(std::span<const std::string_view> table, std::uint32_t index) {
  return index < table.size() ? table[index] : std::string_view{};
}

}  // namespace

std::span<const HelperFact> helpers() { return kHelpers; }

const HelperFact* helper_fact(std::uint32_t id) { return id != 0 && id < kHelpers.size() ? &kHelpers[id] : nullptr; }

std::optional<std::uint32_t> helper_id(std::string_view name) {
  const auto matches = [name](const HelperFact& fact) {
    return !fact.name.empty() && (fact.name == name || fact.name.substr(4) == name);
  };
  const auto found = std::find_if(kHelpers.begin(), kHelpers.end(), matches);
  if (found == kHelpers.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - kHelpers.begin());
}

std::string_view program_type_since(std::uint32_t type) { return row(kProgramTypeSince, type); }
std::string_view map_type_since(std::uint32_t type) { return row(kMapTypeSince, type); }

bool makes_kernel_log_banner(std::string_view helper_name) {
  return std::find(kBanner.begin(), kBanner.end(), helper_name) != kBanner.end();
}

std::string_view better_helper(std::string_view helper_name) {
  const auto found =
      std::find_if(kBetter.begin(), kBetter.end(), [&](const Better& row) { return row.name == helper_name; });
  return found == kBetter.end() ? std::string_view{} : found->better;
}

}  // namespace bpflens::model
