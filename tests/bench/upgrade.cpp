// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What upgrading a legacy object adds to libbpf's own time for loading it: for scripts/bench. The two take turns,
// each in a process of its own, since a tool does it once and with cold memory.
//   upgrade LEGACY UPGRADED RUNS
// prints two medians in milliseconds: libbpf on what was upgraded before; upgrading, and then libbpf.
#include "object/upgrade.hpp"

#include <bpf/libbpf.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <vector>

namespace {

namespace object = bpflens::object;

using Bytes = std::vector<std::byte>;

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "upgrade: %s\n", what);
  std::exit(1);
}

Bytes read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> text((std::istreambuf_iterator<char>(file)), {});
  if (text.empty()) give_up("the object can't be read");
  const auto* start = reinterpret_cast<const std::byte*>(text.data());
  return {start, start + text.size()};
}

void load(const Bytes& file) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "bench");
  bpf_object* loaded = bpf_object__open_mem(file.data(), file.size(), &options);
  if (loaded == nullptr || bpf_object__load(loaded) != 0) give_up("libbpf doesn't load the object");
}

Bytes upgraded(const Bytes& file) {
  const auto image = object::Image::read(file);
  if (!std::holds_alternative<object::Image>(image)) give_up("it is not an object");
  auto result = object::upgrade(std::get<object::Image>(image));
  auto* upgrade = std::get_if<object::Upgrade>(&result);
  if (upgrade == nullptr || upgrade->maps.empty()) give_up("there was nothing to upgrade");
  return std::move(upgrade->file);
}

// In a process that did nothing before.
double milliseconds(const std::function<void()>& work) {
  int ends[2];
  if (pipe(ends) != 0) give_up("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    const double result = took.count();
    _exit(write(ends[1], &result, sizeof result) == sizeof result ? 0 : 1);
  }
  close(ends[1]);
  double result = 0;
  const bool told = read(ends[0], &result, sizeof result) == sizeof result;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  if (!told) give_up("a run failed");
  return result;
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2;
}

}  // namespace

int main(int argc, char** argv) {
  libbpf_set_print(nullptr);
  const int runs = argc == 4 ? std::atoi(argv[3]) : 0;
  if (runs < 1) give_up("usage: upgrade LEGACY UPGRADED RUNS");
  const Bytes legacy = read_file(argv[1]);
  const Bytes before = read_file(argv[2]);
  std::vector<double> alone, with_upgrade;
  for (int i = 0; i < runs; ++i) {
    alone.push_back(milliseconds([&] { load(before); }));
    with_upgrade.push_back(milliseconds([&] { load(upgraded(legacy)); }));
  }
  std::printf("%.3f %.3f\n", median(alone), median(with_upgrade));
  return 0;
}
