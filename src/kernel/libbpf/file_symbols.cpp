// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/file_symbols.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gelf.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {
namespace {

struct EndElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};

// A name in a file may be a pipe or a device: opening those may wait or have effects.
Descriptor open_regular(const PathRoot& root, const std::string& path) {
  struct stat status {};
  const Descriptor at = root.open(path, O_PATH);
  if (!at || fstat(at.get(), &status) != 0 || !S_ISREG(status.st_mode)) return Descriptor();
  return Descriptor(open(path_of(at.get()).c_str(), O_RDONLY | O_CLOEXEC));
}

}  // namespace

class SymbolReader {
 public:
  SymbolReader(Elf* elf, FileSymbols& into) : elf_(elf), into_(into) {}

  void read() {
    read_segments();
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf_, section)) != nullptr;) {
      GElf_Shdr header;
      if (gelf_getshdr(section, &header) == nullptr) continue;
      if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM) read_symbols(section, header);
    }
    std::sort(into_.functions_.begin(), into_.functions_.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
  }

 private:
  void read_segments() {
    std::size_t count = 0;
    if (elf_getphdrnum(elf_, &count) != 0) return;
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Phdr segment;
      if (gelf_getphdr(elf_, static_cast<int>(i), &segment) != nullptr && segment.p_type == PT_LOAD)
        into_.segments_.push_back({segment.p_offset, segment.p_filesz, segment.p_vaddr});
    }
  }

  void read_symbols(Elf_Scn* section, const GElf_Shdr& header) {
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) return;
    const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; i < count; ++i) {
      GElf_Sym symbol;
      if (gelf_getsym(data, i, &symbol) == nullptr) return;
      const char* name = elf_strptr(elf_, header.sh_link, symbol.st_name);
      if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_value != 0 && name != nullptr)
        into_.functions_.push_back({symbol.st_value, symbol.st_size, name});
    }
  }

  Elf* elf_;
  FileSymbols& into_;
};

FileSymbols FileSymbols::read(const PathRoot& root, const std::string& path) {
  FileSymbols symbols;
  const Descriptor file = open_regular(root, path);
  if (!file || elf_version(EV_CURRENT) == EV_NONE) return symbols;
  const std::unique_ptr<Elf, EndElf> elf(elf_begin(file.get(), ELF_C_READ_MMAP, nullptr));
  if (elf && elf_kind(elf.get()) == ELF_K_ELF) SymbolReader(elf.get(), symbols).read();
  return symbols;
}

std::optional<FileSymbols::Found> FileSymbols::at(std::uint64_t offset) const {
  const auto segment = std::find_if(segments_.begin(), segments_.end(),
                                    [&](const Segment& s) { return offset >= s.offset && offset - s.offset < s.size; });
  if (segment == segments_.end()) return std::nullopt;
  const std::uint64_t address = offset - segment->offset + segment->address;
  auto after = std::upper_bound(functions_.begin(), functions_.end(), address,
                                [](std::uint64_t wanted, const Function& f) { return wanted < f.address; });
  if (after == functions_.begin()) return std::nullopt;
  const Function& function = *--after;
  if (function.size != 0 && address - function.address >= function.size) return std::nullopt;
  return Found{function.name, address - function.address};
}

std::string symbol_in_file(const std::string& path, std::uint64_t offset) {
  const auto found = FileSymbols::read(PathRoot(), path).at(offset);
  if (!found) return "";
  return found->offset == 0 ? found->name : fmt::format("{}+0x{:x}", found->name, found->offset);
}

}  // namespace bpflens::kernel
