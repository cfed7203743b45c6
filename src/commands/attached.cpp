// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What has a link is told of by other sources as well: there it is left out.
#include "commands/attached.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "render/attachment.hpp"
#include "render/link.hpp"

namespace bpflens::commands {
namespace {

namespace place = model::place;

class Gathering {
 public:
  explicit Gathering(kernel::Kernel& kernel) : kernel_(kernel) {}

  AttachedView gather() {
    view_.programs = kernel_.programs.list(kernel::Detail::info);
    for (const model::Program& program : view_.programs) names_[program.id.value] = program.name;
    view_.links = kernel_.links.list();
    network_ = network();
    add_links();
    add_perf_events();
    add_network();
    add_cgroups();
    add_maps();
    add_holders();
    return std::move(view_);
  }

 private:
  void note(const std::string& partial) {
    const auto& known = view_.partial;
    if (!partial.empty() && std::find(known.begin(), known.end(), partial) == known.end())
      view_.partial.push_back(partial);
  }

  std::vector<model::NetworkAttachments> network() {
    std::vector<model::NetworkAttachments> found;
    for (const model::NetworkNamespace& where : kernel_.network.namespaces()) {
      found.push_back(kernel_.network.attachments(where));
      if (where.own) own_netns_ = where.inode;
      note(found.back().partial);
    }
    return found;
  }

  model::Attached& add(std::string source, std::string type, model::ProgramId program, std::string target) {
    model::Attached attached;
    attached.source = std::move(source);
    attached.type = std::move(type);
    attached.program = program;
    if (const auto name = names_.find(program.value); name != names_.end()) attached.program_name = name->second;
    attached.target = std::move(target);
    view_.all.push_back(std::move(attached));
    return view_.all.back();
  }

  // Whether a link of this program satisfies.
  template <class Place, class Satisfies>
  bool has_link(model::ProgramId program, Satisfies satisfies) {
    return std::any_of(view_.links.begin(), view_.links.end(), [&](const model::Link& link) {
      const auto* at = std::get_if<Place>(&link.place);
      return at != nullptr && link.program == program && satisfies(*at);
    });
  }

  void add_links() {
    for (const model::Link& link : view_.links) {
      if (attaches_nothing(link)) continue;
      model::Attached& attached = add("link", link.type_name, link.program, render::target_words(link));
      attached.link = link.id;
      if (const auto* at = std::get_if<place::Cgroup>(&link.place)) attached.cgroup = at->path;
      if (const auto* at = std::get_if<place::Netns>(&link.place)) attached.netns = at->inode;
      if (const auto* at = std::get_if<place::OfMap>(&link.place)) attached.map = at->id;
      if (const auto* at = std::get_if<place::Interface>(&link.place))
        attached.netns = at->netns != 0 ? at->netns : own_netns_;
    }
  }

  // The descriptors of links to tracepoints and perf events answer BPF_TASK_FD_QUERY, too.
  bool is_of_link(const model::PerfAttachment& event) {
    return std::any_of(view_.links.begin(), view_.links.end(), [&](const model::Link& link) {
      return link.program == event.program && (link.type_name == "raw_tracepoint" || link.type_name == "perf_event");
    });
  }

  void add_perf_events() {
    const kernel::PerfAttachments events = kernel_.attachments.perf();
    for (const model::PerfAttachment& event : events.found)
      if (!is_of_link(event))
        add("perf_event", std::string(render::kind_word(event.kind)), event.program, render::target_words(event));
    if (events.hidden_processes != 0)
      note("the descriptors of " + std::to_string(events.hidden_processes) + " processes may not be read");
  }

  void add_network() {
    for (const model::NetworkAttachments& found : network_) {
      const std::string suffix = found.where.own ? "" : " in " + words(found.where);
      for (const model::InterfaceProgram& program : found.interfaces) {
        if (program.link.value_or(model::LinkId{0}).value != 0 || is_xdp_of_link(program, found.where)) continue;
        const bool xdp = program.kind == "xdp";
        std::string target = program.device;
        if (!xdp && !program.name.empty()) target += " " + program.name;
        target += suffix;
        add(xdp ? "xdp" : "tc", xdp ? program.mode : program.kind, program.program, std::move(target)).netns =
            found.where.inode;
      }
      for (const model::NamespaceProgram& program : found.programs) {
        const auto same = [&](const place::Netns& at) { return at.inode == found.where.inode; };
        if (has_link<place::Netns>(program.program, same)) continue;
        add("netns", program.attach_type, program.program, words(found.where)).netns = found.where.inode;
      }
    }
  }

  bool is_xdp_of_link(const model::InterfaceProgram& program, const model::NetworkNamespace& where) {
    return program.kind == "xdp" && has_link<place::Interface>(program.program, [&](const place::Interface& at) {
             return at.index == program.ifindex && (at.netns != 0 ? at.netns == where.inode : where.own);
           });
  }

  void add_cgroups() {
    const kernel::CgroupTree tree = kernel_.cgroups.tree("", false);
    note(tree.partial);
    for (const model::CgroupPrograms& group : tree.groups)
      for (const model::CgroupProgram& program : group.programs) {
        const auto same = [&](const place::Cgroup& at) {
          return at.id == group.id && at.attach_type == program.attach_type;
        };
        if (has_link<place::Cgroup>(program.program, same)) continue;
        add("cgroup", program.attach_type, program.program, "cgroup " + group.path).cgroup = group.path;
      }
  }

  void add_maps() {
    const std::vector<model::Map> maps = kernel_.maps.list(kernel::Detail::info);
    for (const kernel::MapAttachment& found : kernel_.attachments.at_maps(maps)) {
      const auto same_map = [&](const model::Map& map) { return map.id == found.map; };
      const auto map = std::find_if(maps.begin(), maps.end(), same_map);
      const auto same = [&](const place::OfMap& at) { return at.id == found.map; };
      if (has_link<place::OfMap>(found.program, same)) continue;
      const bool operations = found.attach_type == "struct_ops";
      const std::string name = map != maps.end() && !map->name.empty() ? " (" + map->name + ")" : "";
      add(operations ? "struct_ops" : "sockmap", found.attach_type, found.program,
          "map " + std::to_string(found.map.value) + name)
          .map = found.map;
    }
  }

  // Of links those who hold the link, of maps those who hold the map, of others those who hold the program.
  void add_holders() {
    using model::ObjectKind;
    for (const ObjectKind kind : {ObjectKind::program, ObjectKind::map, ObjectKind::link})
      view_.held[kind] = kernel_.holders.of(kind, std::nullopt, view_.programs.size());
    note(view_.held[ObjectKind::program].partial);
    for (model::Attached& each : view_.all) {
      if (each.link)
        each.holders = holders_of(ObjectKind::link, each.link->value);
      else if (each.program.value != 0)
        each.holders = holders_of(ObjectKind::program, each.program.value);
      else if (each.map)
        each.holders = holders_of(ObjectKind::map, each.map->value);
    }
  }

  std::vector<model::Holder> holders_of(model::ObjectKind kind, std::uint32_t id) {
    const auto& by_id = view_.held[kind].by_id;
    const auto found = by_id.find(id);
    return found == by_id.end() ? std::vector<model::Holder>() : found->second;
  }

  kernel::Kernel& kernel_;
  AttachedView view_;
  std::map<std::uint32_t, std::string> names_;  // of programs
  std::vector<model::NetworkAttachments> network_;
  std::uint64_t own_netns_ = 0;
};

}  // namespace

AttachedView attached_view(kernel::Kernel& kernel) { return Gathering(kernel).gather(); }

}  // namespace bpflens::commands
