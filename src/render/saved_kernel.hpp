// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A saved kernel as the file that "feature save" writes; bpflens-feature(8) describes it.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/saved_kernel.hpp"
#include "render/json.hpp"

namespace bpflens::render {

constexpr std::string_view kSavedKernelFormat = "bpflens-kernel";
constexpr std::uint32_t kSavedKernelVersion = 1;  // rises when a reader of old files would misread new ones

Json to_json(const model::SavedKernel& saved);

}  // namespace bpflens::render
