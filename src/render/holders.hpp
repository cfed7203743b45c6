// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The processes that hold an object, as text and as bpftool's "pids".
#pragma once

#include <span>
#include <string>

#include "model/holder.hpp"
#include "render/json_text.hpp"

namespace bpflens::render {

// "cgroup", "container": {"id", "runtime"?, "name"?, "pod"?, "namespace"?}, "mnt_ns", "net_ns", "pid_ns" and "user_ns",
// where they are known.
void add_dwelling(const model::Dwelling& dwelling, Json& json);

// "0123456789ab web (docker)".
std::string container_words(const model::Container& container);

// bpftool's "pids": [{"pid", "comm"}], with "via": "link" where a link is held, and the dwelling.
void write(std::span<const model::Holder> holders, JsonText& out);
Json to_json(std::span<const model::Holder> holders);

// "systemd(1),cilium-agent(812)", after the third only how many more there are; "-" for none.
std::string short_text(std::span<const model::Holder> holders);

// "cilium-agent (process 812), container 0123456789ab (docker), cgroup /x, mount namespace 4026531841".
std::string long_text(const model::Holder& holder);

}  // namespace bpflens::render
