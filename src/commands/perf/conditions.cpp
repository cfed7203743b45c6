// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/conditions.hpp"

#include <algorithm>
#include <array>

#include "btf/declaration.hpp"
#include "commands/context.hpp"

namespace bpflens::commands {
namespace {

// What surrounds a record, as a value of its own.
struct Surroundings {
  std::uint64_t ts_ns;
  std::uint64_t cgroup;
  std::int32_t pid;
  std::int32_t tid;
  std::uint32_t cpu;
  std::uint32_t size;
  std::array<char, 16> comm;
};
constexpr const char* kSurroundings =
    "struct { u64 ts_ns; u64 cgroup; s32 pid; s32 tid; u32 cpu; u32 size; char comm[16]; }";

}  // namespace

Conditions::Conditions(const std::string& text, const std::vector<DecodedSource>& sources) : any_(!text.empty()) {
  if (!any_) return;
  const btf::Shape around = *btf::declared(kSurroundings, nullptr).shape;
  std::string problem;
  bool possible = false;
  const auto compile = [&](const btf::Shape* shape) {
    auto compiled = btf::Filter::compile_record(text, shape, around);
    possible |= compiled.filter.has_value();
    if (problem.empty()) problem = compiled.problem;
    return std::move(compiled.filter);
  };
  for (const DecodedSource& source : sources) {
    OfSource& of = sources_.emplace_back();
    for (const btf::Shape& shape : source.shapes) of.typed.push_back(compile(&shape));
    of.untyped = compile(nullptr);
  }
  if (!possible) throw UsageError("--where: " + problem);
}

bool Conditions::hold(const render::EventSource& source, const model::Event& event, std::string_view comm) const {
  Surroundings around{.ts_ns = event.time,
                      .cgroup = event.cgroup,
                      .pid = event.pid,
                      .tid = event.tid,
                      .cpu = event.cpu,
                      .size = static_cast<std::uint32_t>(event.data.size()),
                      .comm = {}};
  comm.copy(around.comm.data(), around.comm.size() - 1);
  const OfSource& of = sources_[event.source];
  const render::Record* type = source.type_of(event.data);
  const auto& filter = type != nullptr ? of.typed[static_cast<std::size_t>(type - source.types.data())] : of.untyped;
  return filter && filter->matches(std::as_bytes(std::span(&around, 1)), event.data);
}

}  // namespace bpflens::commands
