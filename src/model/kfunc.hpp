// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Kernel functions that programs may call (kfuncs): named and typed by the kernel's BTF, not by a table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/support.hpp"

namespace bpflens::model {

struct Kfunc {
  std::string name;                // "bpf_task_from_pid"
  std::string module;              // "vmlinux", or the module it is in
  std::uint32_t module_btf = 0;    // id of the module's BTF object; 0 for vmlinux
  std::uint32_t type_id = 0;       // of its BTF_KIND_FUNC there
  std::vector<std::string> flags;  // "fastcall", "iterator_new": what BTF tells; "sleepable" is the verifier's to tell
};

struct KfuncCatalogue {
  Support tagged;             // unknown on kernels whose BTF doesn't tag kfuncs (before Linux 6.10)
  std::vector<Kfunc> kfuncs;  // by module, vmlinux first, and name
};

struct KfuncSupport {
  Support support;         // may programs of the type call it?
  bool sleepable = false;  // only from programs that may sleep
  bool operator==(const KfuncSupport&) const = default;
};

}  // namespace bpflens::model
