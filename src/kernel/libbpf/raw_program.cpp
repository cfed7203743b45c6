// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Bare instructions into the kernel: maps are put in by number, all else is as it came.
#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/load_failure.hpp"
#include "kernel/libbpf/loader.hpp"
#include "kernel/libbpf/log.hpp"
#include "model/names.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::uint8_t kWideLoad = BPF_LD | BPF_DW | BPF_IMM;

class RawProgram final : public LoadedObject {
 public:
  RawProgram(Descriptor program, LibbpfPrograms& programs, LibbpfMaps& maps)
      : program_(std::move(program)), programs_(programs), maps_(maps) {}

  std::vector<model::Program> programs() const override { return {programs_.describe(program_.get())}; }

  std::vector<model::Map> maps() const override {
    std::vector<model::Map> all;
    for (const model::MapId id : programs_.describe(program_.get()).map_ids)
      if (auto map = maps_.find(id)) all.push_back(std::move(*map));
    return all;
  }
  std::vector<std::string> map_names() const override {
    std::vector<std::string> names;
    for (const model::Map& map : maps()) names.push_back(map.name.empty() ? std::to_string(map.id.value) : map.name);
    return names;
  }
  bool says_where(model::ProgramId) const override { return false; }
  model::Link attach(model::ProgramId) override {
    fail(Failure{.operation = "attach", .cause = "bare instructions don't say where to"});
  }
  model::Link attach_to(model::ProgramId program, const std::string&) override { return attach(program); }
  model::Link replace(model::ProgramId program, const std::string&) override { return attach(program); }

 private:
  Descriptor program_;
  LibbpfPrograms& programs_;
  LibbpfMaps& maps_;
};

// Opened maps, put into the instructions; they must stay open until the program is loaded.
class MapsByNumber {
 public:
  explicit MapsByNumber(const RawRequest& request) : request_(request) {}

  void put_into(std::vector<bpf_insn>& code) {
    for (std::size_t slot = 0; slot < code.size(); ++slot) {
      if (code[slot].code != kWideLoad) continue;
      put_into(code[slot]);
      ++slot;
    }
  }

 private:
  void put_into(bpf_insn& load) {
    switch (load.src_reg) {
      case BPF_PSEUDO_MAP_FD:
      case BPF_PSEUDO_MAP_VALUE:
        load.imm = open({static_cast<std::uint32_t>(load.imm)});
        break;
      case BPF_PSEUDO_MAP_IDX:
      case BPF_PSEUDO_MAP_IDX_VALUE: {
        const bool value = load.src_reg == BPF_PSEUDO_MAP_IDX_VALUE;
        load.imm = open(at_index(static_cast<std::uint32_t>(load.imm)));
        load.src_reg = (value ? BPF_PSEUDO_MAP_VALUE : BPF_PSEUDO_MAP_FD) & 15;
        break;
      }
      default:
        break;
    }
  }

  int open(model::MapId id) {
    opened_.emplace_back(bpf_map_get_fd_by_id(id.value));
    const int error = errno;
    if (opened_.back()) return opened_.back().get();
    fail(Failure{.kind = error == ENOENT ? ErrorKind::not_found : ErrorKind::refused,
                 .operation = "open map " + std::to_string(id.value) + ", which is loaded in",
                 .subject = request_.name,
                 .error = error,
                 .cause = error == ENOENT ? "there is no map with that id now" : "",
                 .next_step = "the number in a load of a map is the id of the map"});
  }

  model::MapId at_index(std::uint32_t index) const {
    for (const MapReuse& reuse : request_.reuse)
      if (reuse.index == index) return reuse.with;
    fail(Failure{.kind = ErrorKind::not_found,
                 .operation = "load",
                 .subject = request_.name,
                 .cause = "it loads its map number " + std::to_string(index) + ", and which that is wasn't said",
                 .next_step = "--map idx:" + std::to_string(index) + "=MAP"});
  }

  const RawRequest& request_;
  std::vector<Descriptor> opened_;
};

Failure rejection(const RawRequest& request, int error, const std::string& type_name, const std::string& log,
                  const std::vector<std::string>& warnings) {
  const FailedProgram program{model::object_name(request.name), "", type_name};
  Failure failure = load_failure(request.name, error, program, log, warnings);
  if (failure.kind == ErrorKind::verifier && !failure.next_step.empty())
    failure.next_step = "say which licence they are under: --license GPL";
  return failure;
}

}  // namespace

std::unique_ptr<LoadedObject> LibbpfLoader::load_raw(const RawRequest& request) {
  std::vector<bpf_insn> code(request.instructions.size() / sizeof(bpf_insn));
  if (!code.empty()) std::memcpy(code.data(), request.instructions.data(), code.size() * sizeof(bpf_insn));
  MapsByNumber maps(request);
  maps.put_into(code);
  const auto log = std::make_unique_for_overwrite<char[]>(kLogSize);
  log[0] = '\0';
  const LibbpfMessages messages;
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = static_cast<bpf_attach_type>(request.attach_type),
              .log_size = kLogSize, .log_buf = log.get());
  Descriptor program(bpf_prog_load(static_cast<bpf_prog_type>(request.type), model::object_name(request.name).c_str(),
                                   request.license.c_str(), code.data(), code.size(), &options));
  if (!program) {
    const int error = errno;
    fail(rejection(request, error, names_.program_type(request.type), log.get(), messages.warnings()));
  }
  return std::make_unique<RawProgram>(std::move(program), programs_, maps_);
}

}  // namespace bpflens::kernel
