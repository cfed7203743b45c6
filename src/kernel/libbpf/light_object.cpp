// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/light_object.hpp"

#include <cerrno>  // skel_internal.h uses errno and doesn't bring it

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <bpf/skel_internal.h>
#include <linux/bpf.h>

#include <cstdint>

#include "kernel/libbpf/loaded_object.hpp"
#include "kernel/libbpf/log.hpp"

namespace bpflens::kernel {
namespace {

// What the loader program is given and leaves behind: the maps' descriptions, then the programs'.
struct WithData {
  bpf_loader_ctx loader;
  bpf_map_desc map;
  bpf_prog_desc program;
  int data() const { return map.map_fd; }
};

struct WithoutData {
  bpf_loader_ctx loader;
  bpf_prog_desc program;
  static int data() { return -1; }
};

// Runs the loader program that libbpf has written.
template <class Context>
std::optional<LightObject> run_loader(const gen_loader_opts& written) {
  const Descriptor data(
      bpf_map_create(BPF_MAP_TYPE_ARRAY, "bpflens_loader", sizeof(std::uint32_t), written.data_sz, 1, nullptr));
  const std::uint32_t first = 0;
  if (!data || bpf_map_update_elem(data.get(), &first, written.data, BPF_ANY) != 0) return std::nullopt;
  const int data_fd = data.get();
  LIBBPF_OPTS(bpf_prog_load_opts, options, .prog_flags = BPF_F_SLEEPABLE, .fd_array = &data_fd);
  const Descriptor loader(bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "bpflens_loader", "Dual BSD/GPL",
                                        reinterpret_cast<const bpf_insn*>(written.insns),
                                        written.insns_sz / sizeof(bpf_insn), &options));
  if (!loader) return std::nullopt;
  Context context{};
  context.loader.sz = sizeof context;
  LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_in = &context, .ctx_size_in = sizeof context);
  const bool ran = bpf_prog_test_run_opts(loader.get(), &run) == 0 && static_cast<int>(run.retval) >= 0;
  if (!ran || context.data() == 0 || context.program.prog_fd <= 0) return std::nullopt;
  return LightObject{Descriptor(context.program.prog_fd), Descriptor(context.data())};
}

}  // namespace

std::optional<LightObject> load_light(const char* name, std::span<const std::byte> object) {
  const LibbpfMessages quiet;
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name);
  const ObjectHandle opened(bpf_object__open_mem(object.data(), object.size(), &options));
  LIBBPF_OPTS(gen_loader_opts, written);
  if (!opened || bpf_object__gen_loader(opened.get(), &written) != 0 || bpf_object__load(opened.get()) != 0)
    return std::nullopt;
  const bool has_data = bpf_object__next_map(opened.get(), nullptr) != nullptr;
  return has_data ? run_loader<WithData>(written) : run_loader<WithoutData>(written);
}

}  // namespace bpflens::kernel
