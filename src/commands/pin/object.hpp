// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From words to the one program, map or link they mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "commands/context.hpp"
#include "model/pin.hpp"

namespace bpflens::commands {

// The kind that "prog", "map" or "link" stands for; nothing for another word.
std::optional<model::ObjectKind> kind_named(std::string_view word);

// The one object that a reference means; without a kind, programs, maps and links are all looked at.
// Nothing when there is none. Throws UsageError when several match, naming them.
std::optional<model::ObjectRef> one_object(kernel::Kernel& kernel, std::optional<model::ObjectKind> kind,
                                           const std::string& reference);

// "no map named counts"; without a kind "nothing has the name counts".
std::string no_such_object(std::optional<model::ObjectKind> kind, const std::string& reference);

}  // namespace bpflens::commands
