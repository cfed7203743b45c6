// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Lines of "ADDRESS TYPE NAME", then "<tab>[MODULE]" for what isn't the kernel proper.
#include "kernel/libbpf/kernel_symbols.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kPiece = 256 * 1024;

// The file up to a word, in pieces.
std::string symbols_until(std::string_view end) {
  std::string text;
  const Descriptor file(open("/proc/kallsyms", O_RDONLY | O_CLOEXEC));
  while (file && text.find(end, text.size() > kPiece ? text.size() - kPiece - end.size() : 0) == std::string::npos) {
    const std::size_t had = text.size();
    text.resize(had + kPiece);
    const ssize_t got = ::read(file.get(), text.data() + had, kPiece);
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got <= 0) break;
  }
  return text;
}

}  // namespace

KernelSymbols KernelSymbols::read(Extent extent) {
  KernelSymbols symbols;
  const bool with_modules = extent == Extent::with_modules;
  symbols.text_ = symbols_until(with_modules ? "\t[bpf]" : "[");
  std::string_view rest = symbols.text_;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    std::uint64_t address = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), address, 16);
    const auto name_at = static_cast<std::size_t>(end - line.data()) + 3;
    if (error != std::errc() || address == 0 || line.size() <= name_at) continue;
    std::string_view name = line.substr(name_at);
    if (const std::size_t tab = name.find('\t'); tab != std::string_view::npos) {
      const std::string_view module = name.substr(std::min(tab + 2, name.size()), name.size() - tab - 3);
      if (!with_modules || module == "bpf") break;
      name = name.substr(0, tab);
      symbols.modules_.emplace(address, module);
    }
    symbols.names_.emplace(address, name);
    if (name == "__bpf_call_base") symbols.call_base_ = address;
  }
  return symbols;
}

std::string_view KernelSymbols::at(std::uint64_t address) const {
  const auto found = names_.find(address);
  return found == names_.end() ? std::string_view() : found->second;
}

std::string_view KernelSymbols::module_at(std::uint64_t address) const {
  const auto found = modules_.find(address);
  return found == modules_.end() ? std::string_view() : found->second;
}

std::optional<std::pair<std::uint64_t, std::string_view>> KernelSymbols::last_before(std::uint64_t address) {
  if (sorted_.empty()) {
    sorted_.assign(names_.begin(), names_.end());
    std::sort(sorted_.begin(), sorted_.end());
  }
  auto after = std::upper_bound(sorted_.begin(), sorted_.end(), address,
                                [](std::uint64_t wanted, const auto& symbol) { return wanted < symbol.first; });
  if (after == sorted_.begin()) return std::nullopt;
  return *--after;
}

}  // namespace bpflens::kernel
