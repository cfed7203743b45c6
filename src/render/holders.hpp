// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The processes that hold an object, as text and as bpftool's "pids".
#pragma once

#include <span>
#include <string>

#include "model/holder.hpp"
#include "render/json_text.hpp"

namespace bpflens::render {

// bpftool's "pids": [{"pid", "comm"}], with "via": "link" where a link is held, "cgroup", "container": {"id",
// "runtime"?} and "mnt_ns" where they are known.
void write(std::span<const model::Holder> holders, JsonText& out);
Json to_json(std::span<const model::Holder> holders);

// "systemd(1),cilium-agent(812)", after the third only how many more there are; "-" for none.
std::string short_text(std::span<const model::Holder> holders);

// "cilium-agent (process 812), container 0123456789ab (docker), cgroup /x, mount namespace 4026531841".
std::string long_text(const model::Holder& holder);

}  // namespace bpflens::render
