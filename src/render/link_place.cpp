// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/link_place.hpp"

#include <fmt/core.h>

#include <array>
#include <span>

#include "model/perf_events.hpp"

namespace bpflens::render {
namespace {

namespace place = model::place;

constexpr auto kOrders = std::to_array<std::string_view>(
    {"order_unspec", "self_only", "descendants_pre", "descendants_post", "ancestors_up"});
constexpr auto kHooks =
    std::to_array<std::string_view>({"prerouting", "input", "forward", "output", "postrouting"});  // NF_INET_*

std::string_view family_word(std::uint32_t family) {
  constexpr auto kFamilies = std::to_array<std::string_view>(
      {"unspec", "inet", "ip", "arp", "", "netdev", "", "bridge", "", "", "ip6"});  // NFPROTO_*
  return family < kFamilies.size() ? kFamilies[family] : std::string_view();
}

std::string number_or(std::string_view word, std::uint64_t number) {
  return word.empty() ? std::to_string(number) : std::string(word);
}

void add_unless_empty(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

// One overload a kind: bpftool's keys, then ours.
struct Adder {
  Json& json;

  void operator()(std::monostate) const {}

  void operator()(const place::RawTracepoint& at) const {
    json["tp_name"] = at.name;
    json["cookie"] = at.cookie;
  }

  void operator()(const place::Function& at) const {
    json["prog_type"] = at.program_type;
    json["attach_type"] = at.attach_type;
    json["target_obj_id"] = at.object;
    json["target_btf_id"] = at.type;
    json["cookie"] = at.cookie;
    add_unless_empty(json, "target_func", at.name);
  }

  void operator()(const place::Cgroup& at) const {
    json["cgroup_id"] = at.id;
    json["attach_type"] = at.attach_type;
    add_unless_empty(json, "cgroup_path", at.path);
  }

  void operator()(const place::Iterator& at) const {
    json["target_name"] = at.target;
    if (at.map) json["map_id"] = at.map->value;
    if (at.tid != 0)
      json["tid"] = at.tid;
    else if (at.pid != 0)
      json["pid"] = at.pid;
    if (!at.cgroup) return;
    json["cgroup_id"] = *at.cgroup;
    json["order"] = order_word(at.order);
    add_unless_empty(json, "cgroup_path", at.cgroup_path);
  }

  void operator()(const place::Netns& at) const {
    json["netns_ino"] = at.inode;
    json["attach_type"] = at.attach_type;
    add_unless_empty(json, "netns_name", at.name);
  }

  void operator()(const place::Interface& at) const {
    json["devname"] = at.index == 0 ? "(detached)" : at.name.empty() ? "(unknown)" : at.name;
    json["ifindex"] = at.index;
    add_unless_empty(json, "attach_type", at.attach_type);
    if (at.netns != 0) json["netns_ino"] = at.netns;
    add_unless_empty(json, "netns_name", at.netns_name);
  }

  void operator()(const place::OfMap& at) const {
    json["map_id"] = at.id.value;
    add_unless_empty(json, "attach_type", at.attach_type);
    add_unless_empty(json, "map_name", at.name);
    add_unless_empty(json, "struct_ops", at.struct_ops);
  }

  void operator()(const place::Netfilter& at) const {
    json["pf"] = at.family;
    json["hook"] = at.hook;
    json["prio"] = at.priority;
    json["flags"] = at.flags;
  }

  void operator()(const place::Kprobes& at) const {
    json["retprobe"] = at.at_return;
    json["func_cnt"] = at.count;
    json["missed"] = at.missed;
    Json& functions = json["funcs"] = Json::array();
    for (const place::Symbol& symbol : at.functions) {
      Json module;
      if (!symbol.module.empty()) module = symbol.module;
      functions.push_back(
          {{"addr", symbol.address}, {"func", symbol.name}, {"module", module}, {"cookie", symbol.cookie}});
    }
  }

  void operator()(const place::Uprobes& at) const {
    json["retprobe"] = at.at_return;
    json["path"] = at.file;
    json["func_cnt"] = at.count;
    json["pid"] = at.pid;
    Json& functions = json["funcs"] = Json::array();
    for (const place::FileOffset& each : at.offsets) {
      Json function{{"offset", each.offset}, {"ref_ctr_offset", each.counter_offset}, {"cookie", each.cookie}};
      add_unless_empty(function, "symbol", each.symbol);
      functions.push_back(std::move(function));
    }
  }

  void operator()(const place::Kprobe& at) const {
    json["retprobe"] = at.at_return;
    json["addr"] = at.address;
    json["func"] = at.function;
    json["offset"] = at.offset;
    json["missed"] = at.missed;
    json["cookie"] = at.cookie;
  }

  void operator()(const place::Uprobe& at) const {
    json["retprobe"] = at.at_return;
    json["file"] = at.file;
    json["offset"] = at.at.offset;
    json["cookie"] = at.at.cookie;
    json["ref_ctr_offset"] = at.at.counter_offset;
    add_unless_empty(json, "symbol", at.at.symbol);
  }

  void operator()(const place::Tracepoint& at) const {
    json["tracepoint"] = at.name;
    json["cookie"] = at.cookie;
  }

  void operator()(const place::PerfEvent& at) const {
    const std::string type = model::perf_type_name(at.type);
    const std::string config = model::perf_config_name(at.type, at.config);
    json["event_type"] = type.empty() ? Json(at.type) : Json(type);
    json["event_config"] = config.empty() ? Json(at.config) : Json(config);
    json["cookie"] = at.cookie;
  }
};

std::string probe_word(const char* word, bool at_return) { return at_return ? std::string(word) + " return" : word; }

std::string file_place(const std::string& file, const place::FileOffset& at) {
  return at.symbol.empty() ? fmt::format("{}+0x{:x}", file, at.offset) : file + ":" + at.symbol;
}

template <class Range, class Text>
std::string first_of(const Range& range, std::size_t count, Text text) {
  std::string all;
  std::size_t told = 0;
  for (const auto& each : range) {
    if (told == 3) break;
    all += (told++ == 0 ? "" : ", ") + text(each);
  }
  if (all.empty()) return fmt::format("{} functions", count);
  return count > told ? fmt::format("{} and {} more", all, count - told) : all;
}

// One overload a kind: for a column of a table.
struct Wording {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const place::RawTracepoint& at) const { return at.name; }
  std::string operator()(const place::Tracepoint& at) const { return at.name; }
  std::string operator()(const place::Function& at) const {
    return at.name.empty() ? fmt::format("{} {}", at.attach_type, at.type) : at.attach_type + " " + at.name;
  }
  std::string operator()(const place::Cgroup& at) const {
    if (at.id == 0) return at.attach_type + " of a control group that is gone, or detached";
    return (at.path.empty() ? fmt::format("cgroup {}", at.id) : "cgroup " + at.path) + " " + at.attach_type;
  }
  std::string operator()(const place::Iterator& at) const {
    std::string text = at.target;
    if (at.map) text += fmt::format(" of map {}", at.map->value);
    if (at.tid != 0) text += fmt::format(" of thread {}", at.tid);
    if (at.tid == 0 && at.pid != 0) text += fmt::format(" of process {}", at.pid);
    if (at.cgroup) text += " " + (at.cgroup_path.empty() ? std::to_string(*at.cgroup) : at.cgroup_path);
    return text;
  }
  std::string operator()(const place::Netns& at) const {
    if (at.inode == 0) return at.attach_type + " of a network namespace that is gone, or detached";
    return "netns " + (at.name.empty() ? std::to_string(at.inode) : at.name) + " " + at.attach_type;
  }
  std::string operator()(const place::Interface& at) const {
    if (at.index == 0) return at.attach_type.empty() ? "no device any more" : at.attach_type + " of no device any more";
    std::string text = at.name.empty() ? fmt::format("interface {}", at.index) : at.name;
    if (!at.attach_type.empty()) text += " " + at.attach_type;
    if (at.netns != 0) text += " in netns " + (at.netns_name.empty() ? std::to_string(at.netns) : at.netns_name);
    return text;
  }
  std::string operator()(const place::OfMap& at) const {
    if (at.id.value == 0) return "no map any more";
    std::string text = fmt::format("map {}", at.id.value);
    if (!at.name.empty()) text += " (" + at.name + ")";
    if (!at.attach_type.empty()) text += " " + at.attach_type;
    return at.struct_ops.empty() ? text : at.struct_ops + " " + text;
  }
  std::string operator()(const place::Netfilter& at) const {
    const std::string_view hook = at.hook < kHooks.size() ? kHooks[at.hook] : std::string_view();
    return fmt::format("{} {} priority {}", number_or(family_word(at.family), at.family), number_or(hook, at.hook),
                       at.priority);
  }
  std::string operator()(const place::Kprobes& at) const {
    const auto name = [](const place::Symbol& symbol) {
      return symbol.name.empty() ? fmt::format("0x{:x}", symbol.address) : symbol.name;
    };
    return probe_word("kprobe", at.at_return) + " " + first_of(at.functions, at.count, name);
  }
  std::string operator()(const place::Uprobes& at) const {
    const auto name = [&](const place::FileOffset& each) {
      return each.symbol.empty() ? fmt::format("0x{:x}", each.offset) : each.symbol;
    };
    return probe_word("uprobe", at.at_return) + " " + at.file + ":" + first_of(at.offsets, at.count, name);
  }
  std::string operator()(const place::Kprobe& at) const {
    const std::string function = at.function.empty() ? fmt::format("0x{:x}", at.address) : at.function;
    return probe_word("kprobe", at.at_return) + " " + function +
           (at.offset != 0 ? fmt::format("+0x{:x}", at.offset) : "");
  }
  std::string operator()(const place::Uprobe& at) const {
    return probe_word("uprobe", at.at_return) + " " + file_place(at.file, at.at);
  }
  std::string operator()(const place::PerfEvent& at) const {
    return "perf event " + number_or(model::perf_type_name(at.type), at.type) + " " +
           number_or(model::perf_config_name(at.type, at.config), at.config);
  }
};

}  // namespace

std::string_view order_word(std::uint32_t order) { return order < kOrders.size() ? kOrders[order] : "unknown"; }

void add_place(const model::LinkPlace& place, Json& json) { std::visit(Adder{json}, place); }

std::string words(const model::LinkPlace& place) { return std::visit(Wording(), place); }

}  // namespace bpflens::render
