// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Words for what objects are made of, shared by text, JSON and comparisons.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "btf/types.hpp"
#include "model/object_file.hpp"

namespace bpflens::render {

// The word for a value, or the number where the table has none.
std::string word_or_number(std::span<const std::string_view> names, std::uint32_t value);

// "xdp", "tracing trace_fentry sleepable", "unknown".
std::string kind_text(const std::optional<model::ProgramKind>& kind);

// "BTF", "legacy", "variables", "struct_ops".
std::string_view origin_words(model::ObjectMap::Origin origin);

// "kernel function", "kernel symbol", "build option".
std::string_view extern_words(model::ObjectExtern::Kind kind);

// "member_offset", and so on; "unknown" for a kind newer than this build.
std::string_view core_words(model::CoreKind kind);

// "struct task_struct.pid"; without types the number of the type and the indices.
std::string core_target(const btf::Types* types, const model::CoreRelocation& relocation);

}  // namespace bpflens::render
