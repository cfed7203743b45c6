// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/netlink.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace bpflens::kernel {
namespace {

int keep_attribute(const nlattr* attribute, void* attributes) {
  static_cast<NetlinkAttributes*>(attributes)->insert_or_assign(mnl_attr_get_type(attribute), attribute);
  return MNL_CB_OK;
}

using Message = std::vector<char>;

int keep_message(const nlmsghdr* message, void* messages) {
  const auto* bytes = reinterpret_cast<const char*>(message);
  static_cast<std::vector<Message>*>(messages)->emplace_back(bytes, bytes + message->nlmsg_len);
  return MNL_CB_OK;
}

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};

constexpr std::uint32_t kSequence = 1;
constexpr int kTries = 8;

int dump_once(Message& request, std::vector<Message>& answers) {
  const std::unique_ptr<mnl_socket, CloseSocket> socket(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC));
  if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0) return errno;
  if (mnl_socket_sendto(socket.get(), request.data(), request.size()) < 0) return errno;
  Message buffer(std::size_t{64} * 1024);  // more than the kernel puts in one datagram
  while (true) {
    const ssize_t got = mnl_socket_recvfrom(socket.get(), buffer.data(), buffer.size());
    if (got < 0) return errno;
    const int more = mnl_cb_run(buffer.data(), static_cast<std::size_t>(got), kSequence,
                                mnl_socket_get_portid(socket.get()), keep_message, &answers);
    if (more < 0) return errno;
    if (more == MNL_CB_STOP) return 0;
  }
}

}  // namespace

NetlinkAttributes attributes_of(const nlmsghdr* message, std::size_t fixed_part) {
  NetlinkAttributes attributes;
  mnl_attr_parse(message, static_cast<unsigned>(fixed_part), keep_attribute, &attributes);
  return attributes;
}

NetlinkAttributes attributes_in(const nlattr* nested) {
  NetlinkAttributes attributes;
  if (nested != nullptr) mnl_attr_parse_nested(nested, keep_attribute, &attributes);
  return attributes;
}

std::uint32_t number_in(const NetlinkAttributes& attributes, std::uint16_t type) {
  const auto found = attributes.find(type);
  if (found == attributes.end()) return 0;
  const std::size_t size = mnl_attr_get_payload_len(found->second);
  if (size == sizeof(std::uint8_t)) return mnl_attr_get_u8(found->second);
  return size >= sizeof(std::uint32_t) ? mnl_attr_get_u32(found->second) : 0;
}

std::string text_in(const NetlinkAttributes& attributes, std::uint16_t type) {
  const auto found = attributes.find(type);
  if (found == attributes.end()) return "";
  const auto* text = static_cast<const char*>(mnl_attr_get_payload(found->second));
  return {text, strnlen(text, mnl_attr_get_payload_len(found->second))};
}

// EINTR: the list changed while it was told (NLM_F_DUMP_INTR).
int route_dump(std::uint16_t type, const void* fixed_part, std::size_t size,
               const std::function<void(const nlmsghdr*)>& use) {
  Message request(MNL_ALIGN(MNL_NLMSG_HDRLEN + size));
  nlmsghdr* header = mnl_nlmsg_put_header(request.data());
  header->nlmsg_type = type;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = kSequence;
  std::memcpy(mnl_nlmsg_put_extra_header(header, size), fixed_part, size);
  std::vector<Message> answers;
  int error = EINTR;
  for (int tries = 0; error == EINTR && tries < kTries; ++tries) {
    answers.clear();
    error = dump_once(request, answers);
  }
  for (const Message& answer : answers) use(reinterpret_cast<const nlmsghdr*>(answer.data()));
  return error;
}

}  // namespace bpflens::kernel
