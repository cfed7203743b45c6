// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Long text on a terminal goes through a pager.
#pragma once

#include <memory>

#include "commands/context.hpp"

namespace bpflens::cli {

// The user's own ($BPFLENS_PAGER, else $PAGER, taken apart at spaces), else less -FRX; null where standard output is no
// terminal, the output is for machines or a batch's, or --no-pager or an own pager of "cat" asks for none. Text is
// paged while it lives.
std::unique_ptr<kernel::Pager> start_pager(const commands::Context& context);

}  // namespace bpflens::cli
