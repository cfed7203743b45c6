// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// bpf/holders.bpf.c runs twice: over our own descriptors, to learn how the files of programs, maps and links
// are told from others, and over everybody's.
#include <bpf/bpf.h>
#include <holders.h>  // bpf/holders.h: shared with the program
#include <linux/bpf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "embedded/holders.hpp"
#include "kernel/libbpf/dwelling.hpp"
#include "kernel/libbpf/held_files.hpp"
#include "kernel/libbpf/light_object.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

model::ObjectKind kind_of(const held& record) {
  if (record.kind == HELD_PROGRAM) return model::ObjectKind::program;
  return record.kind == HELD_MAP ? model::ObjectKind::map : model::ObjectKind::link;
}

class HoldersIterator {
 public:
  explicit HoldersIterator(LightObject object)
      : object_(std::move(object)), link_(bpf_link_create(object_.program.get(), 0, BPF_TRACE_ITER, nullptr)) {}

  bool learn() {
    if (!link_) return false;
    state_.own_pid = static_cast<std::uint32_t>(getpid());
    state_.own_files[HELD_PROGRAM] = static_cast<std::uint32_t>(object_.program.get());
    state_.own_files[HELD_MAP] = static_cast<std::uint32_t>(object_.data.get());
    state_.own_files[HELD_LINK] = static_cast<std::uint32_t>(link_.get());
    state_.learning = 1;
    const auto nothing = [](const held&) {};
    const Descriptor own = link_to_own_files();
    if (!write_state() || !run(own ? own.get() : link_.get(), nothing) ||
        bpf_map_lookup_elem(object_.data.get(), &kFirst, &state_) != 0)
      return false;
    state_.learning = 0;
    return state_.release[HELD_PROGRAM] != 0 && state_.release[HELD_MAP] != 0 && state_.release[HELD_LINK] != 0;
  }

  bool ask(const HeldQuestion& question, std::vector<HeldFile>& files) {
    const bool programs = question.kind == model::ObjectKind::program;
    state_.wanted[HELD_PROGRAM] = programs ? 1 : 0;
    state_.wanted[HELD_MAP] = question.kind == model::ObjectKind::map ? 1 : 0;
    state_.wanted[HELD_LINK] = programs || question.kind == model::ObjectKind::link ? 1 : 0;
    state_.wanted_id = question.id.value_or(0);
    const auto keep = [&](const held& record) {
      HeldFile file{kind_of(record), record.id, record.program, static_cast<int>(record.pid), record.comm};
      if (!is_ours(file) && is_asked_for(file, question)) files.push_back(std::move(file));
    };
    return write_state() && run(link_.get(), keep);
  }

 private:
  static constexpr std::uint32_t kFirst = 0;

  bool write_state() { return bpf_map_update_elem(object_.data.get(), &kFirst, &state_, BPF_ANY) == 0; }

  // What exists only because we ask.
  bool is_ours(const HeldFile& file) {
    if (own_ids_ == std::array<std::uint32_t, 3>{}) read_own_ids();
    return file.pid == static_cast<int>(state_.own_pid) && file.id == own_ids_[static_cast<std::size_t>(file.kind)];
  }

  void read_own_ids() {
    auto program = zeroed<bpf_prog_info>();
    auto map = zeroed<bpf_map_info>();
    auto link = zeroed<bpf_link_info>();
    std::uint32_t size = sizeof program;
    if (bpf_obj_get_info_by_fd(object_.program.get(), &program, &size) == 0) own_ids_[0] = program.id;
    size = sizeof map;
    if (bpf_obj_get_info_by_fd(object_.data.get(), &map, &size) == 0) own_ids_[1] = map.id;
    size = sizeof link;
    if (bpf_obj_get_info_by_fd(link_.get(), &link, &size) == 0) own_ids_[2] = link.id;
  }

  template <class Use>
  static bool run(int link, Use use) {
    return read_records<held>(link, use);
  }

  // Over this process's files alone (Linux 6.1); nothing elsewhere.
  Descriptor link_to_own_files() const {
    auto only = zeroed<bpf_iter_link_info>();
    only.task.pid = static_cast<std::uint32_t>(getpid());
    LIBBPF_OPTS(bpf_link_create_opts, options, .iter_info = &only, .iter_info_len = sizeof only);
    return Descriptor(bpf_link_create(object_.program.get(), 0, BPF_TRACE_ITER, &options));
  }

  LightObject object_;
  Descriptor link_;
  holders_state state_{};
  std::array<std::uint32_t, 3> own_ids_{};  // by ObjectKind
};

}  // namespace

std::optional<HeldWalk> held_by_iterator(const HeldQuestion& question) {
  if (!in_first_pid_namespace()) return std::nullopt;
  auto object = load_light("bpflens_holders", embedded::holders());
  if (!object) return std::nullopt;
  HoldersIterator iterator(std::move(*object));
  HeldWalk walk;
  if (!iterator.learn() || !iterator.ask(question, walk.files)) return std::nullopt;
  return walk;
}

}  // namespace bpflens::kernel
