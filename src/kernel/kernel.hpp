// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// All that bpflens asks of the kernel, as one value to hand to a command.
#pragma once

#include "kernel/attachments.hpp"
#include "kernel/cgroups.hpp"
#include "kernel/dwellings.hpp"
#include "kernel/events.hpp"
#include "kernel/holders.hpp"
#include "kernel/host.hpp"
#include "kernel/kfuncs.hpp"
#include "kernel/links.hpp"
#include "kernel/loader.hpp"
#include "kernel/maps.hpp"
#include "kernel/network.hpp"
#include "kernel/pins.hpp"
#include "kernel/prober.hpp"
#include "kernel/processes.hpp"
#include "kernel/programs.hpp"
#include "kernel/symbols.hpp"
#include "kernel/types.hpp"

namespace bpflens::kernel {

struct Kernel {
  Programs& programs;
  Maps& maps;
  Types& types;
  Pins& pins;
  Loader& loader;
  Events& events;
  Attachments& attachments;
  Prober& prober;
  Processes& processes;
  Host& host;
  Kfuncs& kfuncs;
  Holders& holders;
  Links& links;
  Network& network;
  Cgroups& cgroups;
  Dwellings& dwellings;
  Symbols& symbols;
};

}  // namespace bpflens::kernel
