// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Most helpers are functions of the same name. The rest: kernel/bpf, kernel/trace/bpf_trace.c and
// net/core/filter.c have variants for types of programs, and maps have functions of their own that the verifier
// calls instead (since Linux 4.15).
#include "model/helper_symbols.hpp"

#include <array>

#include "model/helpers.hpp"

namespace bpflens::model {
namespace {

struct Alias {
  std::string_view symbol;
  std::string_view helper;
};
constexpr auto kAliases = std::to_array<Alias>({
    {"bpf_user_rnd_u32", "bpf_get_prandom_u32"},
    {"bpf_get_raw_cpu_id", "bpf_get_smp_processor_id"},
    {"bpf_event_output", "bpf_perf_event_output"},
    {"bpf_skb_event_output", "bpf_perf_event_output"},
    {"bpf_xdp_event_output", "bpf_perf_event_output"},
    {"bpf_event_output_data", "bpf_perf_event_output"},
    {"bpf_get_cgroup_classid_curr", "bpf_get_cgroup_classid"},
    {"bpf_get_current_ancestor_cgroup_id_curr", "bpf_get_current_ancestor_cgroup_id"},
    {"bpf_get_netns_cookie_sock", "bpf_get_netns_cookie"},
    {"bpf_get_socket_ptr_cookie", "bpf_get_socket_cookie"},
    {"bpf_sk_skb_adjust_room", "bpf_skb_adjust_room"},
    {"sk_skb_adjust_room", "bpf_skb_adjust_room"},
    {"sk_skb_pull_data", "bpf_skb_pull_data"},
    {"sk_skb_change_tail", "bpf_skb_change_tail"},
    {"sk_skb_change_head", "bpf_skb_change_head"},
    {"bpf_xdp_redirect", "bpf_redirect"},
    {"bpf_xdp_redirect_map", "bpf_redirect_map"},
    {"bpf_xdp_fib_lookup", "bpf_fib_lookup"},
    {"bpf_skb_fib_lookup", "bpf_fib_lookup"},
    {"bpf_skb_check_mtu", "bpf_check_mtu"},
    {"bpf_xdp_check_mtu", "bpf_check_mtu"},
    {"bpf_sock_addr_sk_lookup_tcp", "bpf_sk_lookup_tcp"},
    {"bpf_tc_sk_lookup_tcp", "bpf_sk_lookup_tcp"},
    {"bpf_xdp_sk_lookup_tcp", "bpf_sk_lookup_tcp"},
    {"bpf_tc_sk_lookup_udp", "bpf_sk_lookup_udp"},
    {"bpf_xdp_sk_lookup_udp", "bpf_sk_lookup_udp"},
});

// Endings of functions that do a helper's work for one type of program.
constexpr auto kVariants = std::to_array<std::string_view>(
    {"_tp", "_raw_tp", "_pe", "_sleepable", "_sk_msg", "_sock", "_sock_addr", "_sock_ops", "_tracing", "_trace_kprobe",
     "_trace_tp", "_kprobe", "_kprobe_multi", "_uprobe_multi", "_perf", "_flow", "_lwt", "_proto_trace"});

// Endings of the functions that belong to a type of map.
constexpr auto kMapFunctions = std::to_array<Alias>({
    {"_map_lookup_elem", "bpf_map_lookup_elem"},
    {"_map_update_elem", "bpf_map_update_elem"},
    {"_map_delete_elem", "bpf_map_delete_elem"},
    {"_map_push_elem", "bpf_map_push_elem"},
    {"_map_pop_elem", "bpf_map_pop_elem"},
    {"_map_peek_elem", "bpf_map_peek_elem"},
    {"_map_lookup_percpu_elem", "bpf_map_lookup_percpu_elem"},
});

}  // namespace

std::optional<std::uint32_t> helper_of_symbol(std::string_view symbol) {
  // "__htab_map_lookup_elem" finds no value but the element around it: what follows it does the rest.
  if (symbol.starts_with("__")) return std::nullopt;
  if (symbol.starts_with("bpf_"))
    if (const auto id = helper_id(symbol)) return id;
  for (const Alias& row : kAliases)
    if (row.symbol == symbol) return helper_id(row.helper);
  for (const std::string_view ending : kVariants)
    if (symbol.starts_with("bpf_") && symbol.ends_with(ending))
      if (const auto id = helper_id(symbol.substr(0, symbol.size() - ending.size()))) return id;
  for (const Alias& row : kMapFunctions)
    if (symbol.ends_with(row.symbol)) return helper_id(row.helper);
  return std::nullopt;
}

}  // namespace bpflens::model
