// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf knows tokens since 1.5, and only for objects. A shared library's call of a function that the executable
// defines comes to the executable: `syscall` is defined here, and one place serves every libbpf.
#include "kernel/libbpf/refused_calls.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fdinfo.hpp"
#include "kernel/libbpf/mountinfo.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/proc_files.hpp"
#include "kernel/libbpf/program_loads.hpp"

namespace bpflens::kernel {
namespace {

using SystemCall = long (*)(long number, ...);

SystemCall system_call() {
  static const auto next = reinterpret_cast<SystemCall>(dlsym(RTLD_NEXT, "syscall"));
  return next;
}

// Where a command's attributes have the flags that tell of a token, and its descriptor.
struct TokenFields {
  unsigned long command = 0;
  std::size_t flags = 0;
  std::size_t descriptor = 0;
};
constexpr std::array<TokenFields, 4> kTakesToken{{
    {BPF_MAP_CREATE, offsetof(bpf_attr, map_flags), kOffsetOfTokenFd},
    {BPF_PROG_LOAD, offsetof(bpf_attr, prog_flags), kOffsetOfProgTokenFd},
    {BPF_BTF_LOAD, kOffsetOfBtfFlags, kOffsetOfBtfTokenFd},
    {BPF_BTF_GET_FD_BY_ID, offsetof(bpf_attr, open_flags), kOffsetOfByIdTokenFd},
}};
constexpr std::size_t kLongestAttributes = 256;

struct Token {
  Descriptor descriptor;
  std::string delegation;
};

// "rw,delegate_cmds=map_create,mode=700": the parts that delegate.
std::string delegating(std::string_view options) {
  std::string parts;
  while (!options.empty()) {
    const std::string_view option = options.substr(0, options.find(','));
    if (option.starts_with("delegate_")) parts += (parts.empty() ? "" : ",") + std::string(option);
    options.remove_prefix(std::min(option.size() + 1, options.size()));
  }
  return parts;
}

Token make_token() {
  if (in_initial_user_namespace()) return {};
  for (const Mount& mount : mounts_of("self")) {
    if (mount.type != "bpf" || mount.root != "/") continue;
    const std::string delegated = delegating(mount.super_options);
    if (delegated.empty()) continue;
    const Descriptor bpffs(open(mount.point.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!bpffs) continue;
    const std::array<std::uint32_t, 2> attributes{0, static_cast<std::uint32_t>(bpffs.get())};  // flags, bpffs_fd
    Descriptor token(static_cast<int>(system_call()(SYS_bpf, kTokenCreate, attributes.data(), sizeof attributes)));
    if (token) return {std::move(token), mount.point + " (" + delegated + ")"};
  }
  return {};
}

const Token& token() {
  static const Token made = make_token();
  return made;
}

long refused() {
  errno = EPERM;
  return -1;
}

// The same call with the token.
long with_token(const TokenFields& fields, const void* attributes, std::size_t size) {
  if (size > kLongestAttributes || !token().descriptor) return refused();
  std::array<std::byte, kLongestAttributes> changed{};
  std::memcpy(changed.data(), attributes, size);
  std::uint32_t flags = 0;
  std::memcpy(&flags, changed.data() + fields.flags, sizeof flags);
  flags |= kTokenFd;
  std::memcpy(changed.data() + fields.flags, &flags, sizeof flags);
  const int descriptor = token().descriptor.get();
  std::memcpy(changed.data() + fields.descriptor, &descriptor, sizeof descriptor);
  return system_call()(SYS_bpf, fields.command, changed.data(), std::max(size, fields.descriptor + sizeof descriptor));
}

// Commands that open by id, and what fdinfo calls that id.
struct OpensById {
  unsigned long command = 0;
  std::string_view fdinfo_key;
};
constexpr std::array<OpensById, 4> kOpensById{{
    {BPF_PROG_GET_FD_BY_ID, "prog_id"},
    {BPF_MAP_GET_FD_BY_ID, "map_id"},
    {BPF_LINK_GET_FD_BY_ID, "link_id"},
    {BPF_BTF_GET_FD_BY_ID, "btf_id"},
}};

// Another descriptor of an object that this process has open. A link's fdinfo names its program, too.
long own_descriptor(const OpensById& opens, const void* attributes) {
  std::uint32_t id = 0;
  std::memcpy(&id, attributes, sizeof id);
  for (const OpenFile& open : open_files(getpid()).value_or(std::vector<OpenFile>())) {
    if (!open.target.starts_with("anon_inode:")) continue;
    const std::string fdinfo = read_fdinfo(open.fd);
    if (fdinfo_number(fdinfo, "link_id").has_value() != (opens.command == BPF_LINK_GET_FD_BY_ID)) continue;
    if (fdinfo_number(fdinfo, opens.fdinfo_key) == id) return fcntl(open.fd, F_DUPFD_CLOEXEC, 3);
  }
  return refused();
}

template <typename Rows>
const auto* row_of(const Rows& rows, unsigned long command) {
  const auto* row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.command == command; });
  return row != rows.end() ? row : nullptr;
}

long try_again(unsigned long command, const void* attributes, std::size_t size) {
  const OpensById* opens = row_of(kOpensById, command);
  const long own = opens != nullptr ? own_descriptor(*opens, attributes) : -1;
  const TokenFields* fields = row_of(kTakesToken, command);
  if (own >= 0 || fields == nullptr) return own >= 0 ? own : refused();
  const long result = with_token(*fields, attributes, size);
  // Kernels that have tokens, but not yet for this, say EINVAL.
  return result < 0 && opens != nullptr ? refused() : result;
}

std::atomic<bool>& lack_of_descriptors() {
  static std::atomic<bool> seen = false;
  return seen;
}

}  // namespace

bool had_no_descriptors() { return lack_of_descriptors().exchange(false); }

std::string delegation_in_use() { return token().delegation; }

}  // namespace bpflens::kernel

// syscall(2), as glibc has it: it takes six arguments, however many were given.
extern "C" [[gnu::used, gnu::visibility("default"), gnu::no_sanitize_address]] long syscall(long number, ...) noexcept {
  std::va_list list;
  va_start(list, number);
  std::array<void*, 6> given{};
  for (void*& argument : given) argument = va_arg(list, void*);
  va_end(list);
  if (auto* loads = bpflens::kernel::ProgramLoads::current(); loads != nullptr && number == SYS_bpf) {
    if (const auto result = loads->take(reinterpret_cast<std::uintptr_t>(given[0]), given[1],
                                        reinterpret_cast<std::uintptr_t>(given[2])))
      return *result;
  }
  const long result =
      bpflens::kernel::system_call()(number, given[0], given[1], given[2], given[3], given[4], given[5]);
  if (number != SYS_bpf || result >= 0) return result;
  if (errno == EMFILE || errno == ENFILE) bpflens::kernel::lack_of_descriptors() = true;
  if (errno != EPERM) return result;
  return bpflens::kernel::try_again(reinterpret_cast<std::uintptr_t>(given[0]), given[1],
                                    reinterpret_cast<std::uintptr_t>(given[2]));
}
