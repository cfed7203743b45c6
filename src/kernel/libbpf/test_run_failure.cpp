// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel says EINVAL to most of it; which rule was broken follows from the input (net/bpf/test_run.c).
#include "kernel/libbpf/test_run_failure.hpp"

#include <linux/bpf.h>

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kLargeForAPacket = 3000;  // page-sized buffers hold at least this much beside their overhead
constexpr std::size_t kLargestContext = 65535;  // of SEC("syscall") programs

enum class Takes { packet, context, nothing };

Takes input_of(std::uint32_t type) {
  switch (type) {
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
    case BPF_PROG_TYPE_SK_LOOKUP:
    case BPF_PROG_TYPE_SYSCALL:
    case BPF_PROG_TYPE_STRUCT_OPS:
      return Takes::context;
    case BPF_PROG_TYPE_TRACING:
      return Takes::nothing;
    default:
      return Takes::packet;
  }
}

struct Reason {
  std::string cause;
  std::string next_step;
};

std::string bytes(std::size_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

bool is_all_zero(const std::vector<std::byte>& bytes) {
  for (const std::byte byte : bytes)
    if (byte != std::byte{0}) return false;
  return true;
}

Reason packet_reason(const model::Program& program, const model::TestInput& input) {
  const std::string kind = program.type_name;
  if (!input.data) return {kind + " programs are run on a packet", "give one: --data-in FILE"};
  const std::size_t size = input.data->size();
  if (size < kEthernetHeader)
    return {"the packet of " + bytes(size) + " is shorter than its Ethernet header (" + bytes(kEthernetHeader) + ")",
            "give a whole frame, from the Ethernet header on"};
  if (input.context && program.type == BPF_PROG_TYPE_XDP)
    return {"the context must be a struct xdp_md whose data_end is the packet's size (" + std::to_string(size) +
                ") and whose data is 0 or the length of its metadata",
            ""};
  if (input.context && !is_all_zero(*input.context))
    return {
        "the context sets a field that can't be chosen, or has a wrong size: of struct __sk_buff only mark, "
        "priority, ingress_ifindex, ifindex, cb, tstamp, wire_len, gso_segs, gso_size and hwtstamp may be set",
        ""};
  if (size > kLargeForAPacket)
    return {"the packet of " + bytes(size) + " is more than this kernel takes for " + kind +
                " programs (a memory page less its overhead; more only in fragments, up to 17 pages)",
            "give a shorter one"};
  return {};
}

Reason context_reason(const model::Program& program, const model::TestInput& input) {
  const std::string kind = program.type_name;
  if (input.data) return {kind + " programs are run on a context alone, without a packet", "leave --data-in out"};
  if (input.context_room && program.type != BPF_PROG_TYPE_SK_LOOKUP)
    return {kind + " programs don't give their context back", "leave --ctx-out out"};
  if (input.repeat > 1 && program.type != BPF_PROG_TYPE_SK_LOOKUP)
    return {kind + " programs are run once at a time", "leave --repeat out"};
  if (input.context && input.context->size() > kLargestContext)
    return {"the context of " + bytes(input.context->size()) + " is larger than " + bytes(kLargestContext), ""};
  const std::string given = input.context ? "of " + bytes(input.context->size()) + " is not" : "is missing: give";
  return {"the context " + given + " what the program reads", "give it all of what it reads: --ctx-in FILE"};
}

Reason reason_of(const model::Program& program, const model::TestInput& input) {
  switch (input_of(program.type)) {
    case Takes::packet:
      return packet_reason(program, input);
    case Takes::context:
      return context_reason(program, input);
    case Takes::nothing:
      break;
  }
  return {"of tracing programs the kernel runs only fentry, fexit and fmod_ret, without packet or context", ""};
}

bool says_input_is_wrong(int error) {
  return error == EINVAL || error == ENOMEM || error == E2BIG || error == EMSGSIZE || error == EFAULT;
}

}  // namespace

Failure test_run_failure(const model::Program& program, const model::TestInput& input, int error,
                         const std::string& permission) {
  Failure failure{.operation = "run program",
                  .subject = std::to_string(program.id.value) + (program.name.empty() ? "" : " (" + program.name + ")"),
                  .error = error};
  if (error == kNotSupported) {
    failure.error = 0;
    failure.cause = "the kernel has no way of running " + program.type_name + " programs by hand";
    failure.next_step = "attach it, and see it at work (bpflens prog stats)";
  } else if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    failure.cause = permission;
  } else if (error == ENODEV) {  // looked up before any other field of the context is judged
    failure.cause = "the context names a network interface (ifindex, ingress_ifindex) that is not in this namespace";
  } else if (error == ENOSPC) {
    failure.cause = "what comes out is larger than the room given for it";
    failure.next_step = "give more (--data-size-out, --ctx-size-out)";
  } else if (says_input_is_wrong(error)) {
    const Reason reason = reason_of(program, input);
    failure.cause = reason.cause;
    failure.next_step = reason.next_step;
  }
  return failure;
}

}  // namespace bpflens::kernel
