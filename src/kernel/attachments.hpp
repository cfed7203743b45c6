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
#include "model/link.hpp"
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

class Attachments {
 public:
  virtual ~Attachments() = default;
  virtual PerfAttachments perf() = 0;  // BPF_TASK_FD_QUERY, Linux 4.18

  virtual void attach(const model::Program& program, const AttachPoint& point) = 0;
  virtual void detach(const model::Program& program, const AttachPoint& point) = 0;

  // The links that attach a program, by rising id.
  virtual std::vector<model::Link> links_of(model::ProgramId program) = 0;

  // Makes a link attach nothing any more, whoever holds it (BPF_LINK_DETACH, Linux 5.9). False when links of its
  // type end only with their last holder.
  virtual bool detach(const model::Link& link) = 0;
};

}  // namespace bpflens::kernel
