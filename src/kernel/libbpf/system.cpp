// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/system.hpp"

#include "kernel/libbpf/attachments.hpp"
#include "kernel/libbpf/cgroups.hpp"
#include "kernel/libbpf/code_symbols.hpp"
#include "kernel/libbpf/events.hpp"
#include "kernel/libbpf/holders.hpp"
#include "kernel/libbpf/host.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/kfuncs.hpp"
#include "kernel/libbpf/links.hpp"
#include "kernel/libbpf/loader.hpp"
#include "kernel/libbpf/maps.hpp"
#include "kernel/libbpf/network.hpp"
#include "kernel/libbpf/pins.hpp"
#include "kernel/libbpf/prober.hpp"
#include "kernel/libbpf/proc_dwellings.hpp"
#include "kernel/libbpf/processes.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/libbpf/types.hpp"

namespace bpflens::kernel {

struct System::Parts {
  KernelNames names;
  LibbpfPrograms programs{names};
  LibbpfMaps maps{names};
  LibbpfTypes types;
  LibbpfPins pins{names};
  LibbpfLoader loader{names, programs, maps};
  PerfEvents events;
  TaskAttachments attachments;
  LoadingProber prober{names};
  LinuxProcesses processes;
  LinuxHost host;
  TaggedKfuncs kfuncs{names};
  LinuxHolders holders;
  LinuxNetwork network;
  LibbpfLinks links{names, programs, maps, network};
  LinuxCgroups cgroups{names};
  ProcDwellings dwellings;
  CodeSymbols symbols;
  Kernel kernel{programs, maps,   types,   pins,  loader,  events,  attachments, prober, processes,
                host,     kfuncs, holders, links, network, cgroups, dwellings,   symbols};
};

System::System() : parts_(std::make_unique<Parts>()) {}
System::~System() = default;
Kernel& System::kernel() { return parts_->kernel; }

}  // namespace bpflens::kernel
