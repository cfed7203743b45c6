// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two requests of generic netlink: the family's number, then the device's features.
#include "kernel/libbpf/xdp_features.hpp"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/error.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/newer_uapi.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kAnswerSize = 8192;

template <class T>
void append(std::vector<std::byte>& bytes, const T& value) {
  const auto* raw = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), raw, raw + sizeof(value));
}

// One message: header, generic header, one attribute.
std::vector<std::byte> request(std::uint16_t family, std::uint8_t command, std::uint16_t attribute,
                               std::span<const std::byte> value) {
  std::vector<std::byte> message;
  const auto attribute_length = static_cast<std::uint16_t>(sizeof(nlattr) + value.size());
  const std::size_t length = NLMSG_LENGTH(GENL_HDRLEN) + NLMSG_ALIGN(attribute_length);
  append(message, nlmsghdr{.nlmsg_len = static_cast<std::uint32_t>(length),
                           .nlmsg_type = family,
                           .nlmsg_flags = NLM_F_REQUEST,
                           .nlmsg_seq = 1,
                           .nlmsg_pid = 0});
  append(message, genlmsghdr{.cmd = command, .version = 1, .reserved = 0});
  append(message, nlattr{.nla_len = attribute_length, .nla_type = attribute});
  message.insert(message.end(), value.begin(), value.end());
  message.resize(length);
  return message;
}

struct Reply {
  int error = 0;
  std::vector<std::byte> attributes;
};

Reply ask(const Descriptor& socket, const std::vector<std::byte>& message) {
  if (send(socket.get(), message.data(), message.size(), 0) < 0) return {errno, {}};
  std::vector<std::byte> bytes(kAnswerSize);
  const ssize_t got = recv(socket.get(), bytes.data(), bytes.size(), 0);
  if (got < static_cast<ssize_t>(sizeof(nlmsghdr))) return {got < 0 ? errno : EPROTO, {}};
  bytes.resize(static_cast<std::size_t>(got));
  nlmsghdr header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.nlmsg_type == NLMSG_ERROR) {
    nlmsgerr error{};
    if (bytes.size() < NLMSG_LENGTH(sizeof(error.error))) return {EPROTO, {}};
    std::memcpy(&error.error, bytes.data() + NLMSG_HDRLEN, sizeof(error.error));
    return {-error.error, {}};
  }
  const std::size_t start = NLMSG_LENGTH(GENL_HDRLEN);
  if (bytes.size() < start) return {EPROTO, {}};
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(start));
  return {0, std::move(bytes)};
}

// The number in an attribute of that type; nothing when there is none, or one too short.
template <class T>
std::optional<T> number(std::span<const std::byte> attributes, std::uint16_t type) {
  while (attributes.size() >= sizeof(nlattr)) {
    nlattr header;
    std::memcpy(&header, attributes.data(), sizeof(header));
    if (header.nla_len < sizeof(nlattr) || header.nla_len > attributes.size()) break;
    T value{};
    if ((header.nla_type & NLA_TYPE_MASK) == type && header.nla_len >= sizeof(nlattr) + sizeof(value)) {
      std::memcpy(&value, attributes.data() + sizeof(nlattr), sizeof(value));
      return value;
    }
    attributes = attributes.subspan(std::min<std::size_t>(NLA_ALIGN(header.nla_len), attributes.size()));
  }
  return std::nullopt;
}

}  // namespace

model::Support probe_xdp_feature(std::uint32_t ifindex, std::uint64_t feature) {
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC));
  if (!socket) return model::unknown(errno, "no netlink socket");
  constexpr std::array kFamily = {'n', 'e', 't', 'd', 'e', 'v', '\0'};
  const Reply family =
      ask(socket, request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, std::as_bytes(std::span(kFamily))));
  const auto id = number<std::uint16_t>(family.attributes, CTRL_ATTR_FAMILY_ID);
  if (!id)
    return model::unknown(family.error, "kernels before 6.3 don't tell how a device does XDP; only attaching would");
  const Reply device = ask(socket, request(*id, kNetdevDevGet, kNetdevIfindex, std::as_bytes(std::span(&ifindex, 1))));
  const auto features = number<std::uint64_t>(device.attributes, kNetdevXdpFeatures);
  if (!features) return model::unknown(device.error, "the kernel does not tell how this device does XDP");
  return (*features & feature) != 0 ? model::yes() : model::no();
}

}  // namespace bpflens::kernel
