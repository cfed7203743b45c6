// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why the kernel said no: from errno and what is found on this machine to a cause and a next step. What "doctor" tells
// of a machine stands here in the words of a failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/surroundings.hpp"

namespace bpflens::kernel {

inline constexpr int kNotSupported = 524;  // ENOTSUPP, the kernel's own, which has no name in user space

struct Explanation {
  std::string cause;
  std::string next_step;  // may be empty
  bool guess = false;     // one of several things that it could be
  bool operator==(const Explanation&) const = default;
};

// Whether the call makes something that counts against RLIMIT_MEMLOCK before Linux 5.11.
enum class Makes { nothing, object };

// The capabilities that a call takes, where that is known: "CAP_BPF". CAP_SYS_ADMIN stands for each of bpf(2)'s.
using Takes = std::vector<std::string_view>;

// Of a call on a subject (a path, where it is one). Both texts are empty where nothing was found.
Explanation explain(int error, const std::string& subject, const model::Surroundings& around,
                    Makes makes = Makes::nothing, const Takes& takes = {});

// Of a program or map that a network device was to take.
Explanation explain_device(const std::string& device);

// Of a file that permissions keep this user from (EACCES).
Explanation explain_file(const std::string& path);

// What a process without a right has to do: root is told what it lacks, as in a container, and others to be root.
std::string way_to_rights(const model::Surroundings& around, const std::string& missing);

}  // namespace bpflens::kernel
