// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf_set_print takes a bare function, so the collector in force has to be found through the thread.
#include "kernel/libbpf/log.hpp"

#include <bpf/libbpf.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>

namespace bpflens::kernel {

struct LibbpfMessageSink {
  static thread_local LibbpfMessages* current;

  static int print(libbpf_print_level level, const char* format, va_list arguments) {
    const bool debug = spdlog::should_log(spdlog::level::debug);
    if (level != LIBBPF_WARN && !debug) return 0;
    std::array<char, 4096> buffer;
    vsnprintf(buffer.data(), buffer.size(), format, arguments);
    std::string_view text(buffer.data());
    if (text.starts_with("libbpf: ")) text.remove_prefix(8);
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (level == LIBBPF_WARN && current != nullptr) current->warnings_.emplace_back(text);
    spdlog::debug("libbpf: {}", text);
    return 0;
  }
};

thread_local LibbpfMessages* LibbpfMessageSink::current = nullptr;

void set_debug(bool on) {
  if (on) {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("bpflens"));
    spdlog::set_pattern("bpflens: %v");
    spdlog::set_level(spdlog::level::debug);
  }
  libbpf_set_print(LibbpfMessageSink::print);
}

LibbpfMessages::LibbpfMessages() : outer_(LibbpfMessageSink::current) { LibbpfMessageSink::current = this; }
LibbpfMessages::~LibbpfMessages() { LibbpfMessageSink::current = outer_; }

}  // namespace bpflens::kernel
