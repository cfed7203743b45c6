// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Questions to rtnetlink over libmnl, which checks the lengths of what comes back.
#pragma once

#include <libmnl/libmnl.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace bpflens::kernel {

// Attributes by type; pointers into the message they were read from.
using NetlinkAttributes = std::map<std::uint16_t, const nlattr*>;

// Those behind a message's fixed part of that size, and those nested in one.
NetlinkAttributes attributes_of(const nlmsghdr* message, std::size_t fixed_part);
NetlinkAttributes attributes_in(const nlattr* nested);

// The number or text in an attribute; 0 or empty when it isn't there or too short.
std::uint32_t number_in(const NetlinkAttributes& attributes, std::uint16_t type);
std::string text_in(const NetlinkAttributes& attributes, std::uint16_t type);

// Asks for everything of a kind and hands each answer to `use`, within the network namespace of the calling thread.
// Asked again when what it is about changes meanwhile. 0, or an errno.
int route_dump(std::uint16_t type, const void* fixed_part, std::size_t size,
               const std::function<void(const nlmsghdr*)>& use);

template <class FixedPart>
int route_dump(std::uint16_t type, const FixedPart& fixed_part, const std::function<void(const nlmsghdr*)>& use) {
  return route_dump(type, &fixed_part, sizeof fixed_part, use);
}

}  // namespace bpflens::kernel
