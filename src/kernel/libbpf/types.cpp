// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two info calls for a blob: one for its size, one for its bytes.
#include "kernel/libbpf/types.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/vmlinux_blob.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

bpf_btf_info read_info(int fd, model::BtfId id, std::vector<std::byte>& room) {
  auto info = zeroed<bpf_btf_info>();
  info.btf = reinterpret_cast<std::uintptr_t>(room.data());
  info.btf_size = static_cast<std::uint32_t>(room.size());
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) fail("read BTF", std::to_string(id.value), errno);
  return info;
}

}  // namespace

std::optional<std::vector<std::byte>> LibbpfTypes::blob(model::BtfId id) {
  const Descriptor fd(bpf_btf_get_fd_by_id(id.value));
  if (!fd) {
    if (errno != ENOENT && errno != EPERM) fail("open BTF", std::to_string(id.value), errno);
    return std::nullopt;
  }
  std::vector<std::byte> bytes;
  bytes.resize(read_info(fd.get(), id, bytes).btf_size);
  read_info(fd.get(), id, bytes);
  return bytes;
}

std::optional<std::vector<std::byte>> LibbpfTypes::vmlinux() {
  const VmlinuxBlob blob;
  if (blob.bytes().empty()) return std::nullopt;
  return std::vector<std::byte>(blob.bytes().begin(), blob.bytes().end());
}

}  // namespace bpflens::kernel
