// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/net_namespaces.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <map>
#include <memory>
#include <system_error>
#include <thread>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

constexpr auto kNamed = "/run/netns";
constexpr auto kOwn = "/proc/self/ns/net";

std::uint64_t inode_at(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string file_of_process(int pid) { return "/proc/" + std::to_string(pid) + "/ns/net"; }

std::map<std::uint64_t, std::string> named_namespaces() {
  std::map<std::uint64_t, std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(kNamed), closedir);
  while (const dirent* entry = directory ? readdir(directory.get()) : nullptr) {
    const std::string name = entry->d_name;
    if (name.starts_with(".")) continue;
    if (const std::uint64_t inode = inode_at(std::string(kNamed) + "/" + name); inode != 0) names.emplace(inode, name);
  }
  return names;
}

// A descriptor for it: numbers may be another process's by now, so that the inode is looked at again.
Descriptor open_namespace(const model::NetworkNamespace& where) {
  std::vector<std::string> places;
  if (where.own) places.emplace_back(kOwn);
  if (!where.name.empty()) places.push_back(std::string(kNamed) + "/" + where.name);
  if (where.pid != 0) places.push_back(file_of_process(where.pid));
  errno = ENOENT;
  for (const std::string& place : places) {
    Descriptor found(open(place.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (found && fstat(found.get(), &status) == 0 && status.st_ino == where.inode) return found;
    if (found) errno = ENOENT;
  }
  return Descriptor();
}

}  // namespace

std::uint64_t own_network_namespace() { return inode_at(kOwn); }

std::vector<model::NetworkNamespace> network_namespaces() {
  std::vector<model::NetworkNamespace> found;
  const std::uint64_t own = own_network_namespace();
  std::map<std::uint64_t, std::string> names = named_namespaces();
  const auto add = [&](std::uint64_t inode, int pid) {
    const auto known = [&](const auto& other) { return other.inode == inode; };
    if (inode == 0 || std::any_of(found.begin(), found.end(), known)) return;
    const auto name = names.find(inode);
    found.push_back({inode, name == names.end() ? "" : name->second, pid, inode == own});
  };
  add(own, 0);
  for (const int pid : process_ids()) add(inode_at(file_of_process(pid)), pid);
  for (const auto& [inode, name] : names) add(inode, 0);
  return found;
}

std::string netns_name(std::uint64_t inode) {
  const auto names = named_namespaces();
  const auto found = names.find(inode);
  return found == names.end() ? "" : found->second;
}

int inside(const model::NetworkNamespace& where, const std::function<void()>& work) {
  const Descriptor target = open_namespace(where);
  if (!target) return errno;
  int error = 0;
  std::exception_ptr thrown;
  const auto enter = [&] {
    if (!where.own && setns(target.get(), CLONE_NEWNET) != 0) {
      error = errno;
      return;
    }
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
    }
  };
  try {
    std::thread(enter).join();
  } catch (const std::system_error& refused) {  // there is no room for a thread
    return refused.code().value();
  }
  if (thrown) std::rethrow_exception(thrown);
  return error;
}

}  // namespace bpflens::kernel
