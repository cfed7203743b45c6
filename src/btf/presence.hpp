// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether BTF has something, by the name a person gives it.
#pragma once

#include <string>
#include <string_view>

#include "btf/types.hpp"

namespace bpflens::btf {

// Why there is no such thing; empty when there is. The path is the name
// of a type, a function or a variable; behind that members with points between ("task_struct.nsproxy.uts_ns", through
// pointers and arrays too), or an enumerator ("bpf_func_id.BPF_FUNC_loop").
std::string absence(const Types& types, std::string_view path);

}  // namespace bpflens::btf
