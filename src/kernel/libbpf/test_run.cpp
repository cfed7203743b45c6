// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF_PROG_TEST_RUN for any type of program.
#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/libbpf/test_run_failure.hpp"

namespace bpflens::kernel {
namespace {

using Bytes = std::vector<std::byte>;

// XDP programs give their context back only where they were given one; this says no more than the kernel would.
Bytes plain_xdp_context(std::size_t packet_size) {
  xdp_md context{};
  context.data_end = static_cast<std::uint32_t>(packet_size);
  Bytes bytes(sizeof context);
  std::memcpy(bytes.data(), &context, sizeof context);
  return bytes;
}

model::TestInput completed(const model::Program& program, model::TestInput input) {
  if (program.type == BPF_PROG_TYPE_XDP && input.context_room && !input.context && input.data)
    input.context = plain_xdp_context(input.data->size());
  return input;
}

std::uint32_t size_of(const Bytes& bytes) { return static_cast<std::uint32_t>(bytes.size()); }
void* address_of(Bytes& bytes) { return bytes.empty() ? nullptr : bytes.data(); }

}  // namespace

model::TestResult LibbpfPrograms::run(const model::Program& program, const model::TestInput& input) {
  const Descriptor fd(bpf_prog_get_fd_by_id(program.id.value));
  if (!fd) fail("open program", std::to_string(program.id.value), errno);
  model::TestInput given = completed(program, input);
  Bytes no_bytes;
  Bytes& data = given.data ? *given.data : no_bytes;
  Bytes& context = given.context ? *given.context : no_bytes;
  model::TestResult result;
  result.data.resize(given.data_room.value_or(0));
  result.context.resize(given.context_room.value_or(0));
  LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = address_of(data), .data_out = address_of(result.data),
              .data_size_in = size_of(data), .data_size_out = size_of(result.data), .ctx_in = address_of(context),
              .ctx_out = address_of(result.context), .ctx_size_in = size_of(context),
              .ctx_size_out = size_of(result.context),
              .repeat = static_cast<int>(given.repeat > 1 ? given.repeat : 0));  // 0 is once, also where 1 is refused
  if (bpf_prog_test_run_opts(fd.get(), &run) != 0) {
    const int error = errno;
    fail(test_run_failure(program, given, error, permission_cause()));
  }
  result.return_value = run.retval;
  result.duration = std::chrono::nanoseconds(run.duration);
  result.data.resize(given.data_room ? run.data_size_out : 0);
  result.context.resize(given.context_room ? run.ctx_size_out : 0);
  return result;
}

}  // namespace bpflens::kernel
