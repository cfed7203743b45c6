// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is attached through perf event descriptors, found by asking every descriptor of every process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/attachment.hpp"
#include "model/id.hpp"
#include "model/map.hpp"
#include "model/program.hpp"

namespace bpflens::kernel {

struct PerfAttachments {
  std::vector<model::PerfAttachment> found;  // by pid, then descriptor
  std::size_t hidden_processes = 0;          // processes whose descriptors this one may not see
};

// Where bpf(2) attaches a program without a link: to a map of sockets, or to this network namespace.
struct AttachPoint {
  std::uint32_t type = 0;  // enum bpf_attach_type
  std::string type_name;
  std::optional<model::MapId> map;
};

// What is attached to a map without a link.
struct MapAttachment {
  model::MapId map;
  std::string attach_type;   // of a sockmap: "sk_msg_verdict"; "struct_ops" of such a map that is in force
  model::ProgramId program;  // 0 for struct_ops, which have several
};

class Attachments {
 public:
  virtual ~Attachments() = default;
  virtual PerfAttachments perf() = 0;  // BPF_TASK_FD_QUERY, Linux 4.18

  // Of those of these maps that programs can be attached to. What the kernel doesn't tell is left out.
  virtual std::vector<MapAttachment> at_maps(const std::vector<model::Map>& maps) = 0;

  virtual void attach(const model::Program& program, const AttachPoint& point) = 0;
  virtual void detach(const model::Program& program, const AttachPoint& point) = 0;
};

}  // namespace bpflens::kernel
