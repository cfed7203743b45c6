// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/program_sizes.hpp"

#include <bpf/bpf.h>
#include <program_sizes.h>  // bpf/program_sizes.h: shared with the program
#include <unistd.h>

#include "embedded/program_sizes.hpp"
#include "kernel/libbpf/light_object.hpp"

namespace bpflens::kernel {

ProgramSizes program_sizes() {
  ProgramSizes sizes;
  const auto object = load_light("bpflens_sizes", embedded::program_sizes());
  if (!object) return sizes;
  const Descriptor link(bpf_link_create(object->program.get(), 0, BPF_TRACE_ITER, nullptr));
  if (!link) return sizes;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  read_records<program_size>(link.get(), [&](const program_size& one) { sizes[one.id] = one.pages * page; });
  return sizes;
}

}  // namespace bpflens::kernel
