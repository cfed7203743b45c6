// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Program headers turn the offset into an address, symbol tables that into a name. libelf checks the file's bounds.
#include "kernel/libbpf/file_symbols.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {
namespace {

struct EndElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, EndElf>;

std::optional<std::uint64_t> address_of(Elf* elf, std::uint64_t offset) {
  std::size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr segment;
    if (gelf_getphdr(elf, static_cast<int>(i), &segment) == nullptr || segment.p_type != PT_LOAD) continue;
    if (offset >= segment.p_offset && offset - segment.p_offset < segment.p_filesz)
      return segment.p_vaddr + (offset - segment.p_offset);
  }
  return std::nullopt;
}

std::string plus(const char* name, std::uint64_t distance) {
  std::string text = name;
  constexpr auto kDigits = "0123456789abcdef";
  std::string digits;
  for (; distance != 0; distance >>= 4U) digits.insert(digits.begin(), kDigits[distance & 15U]);
  return digits.empty() ? text : text + "+0x" + digits;
}

std::string symbol_in(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, std::uint64_t address) {
  Elf_Data* entries = elf_getdata(section, nullptr);
  GElf_Sym symbol;
  for (int i = 0; entries != nullptr && gelf_getsym(entries, i, &symbol) != nullptr; ++i) {
    if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF) continue;
    if (address < symbol.st_value || address - symbol.st_value >= std::max<std::uint64_t>(symbol.st_size, 1)) continue;
    const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (name != nullptr && *name != '\0') return plus(name, address - symbol.st_value);
  }
  return "";
}

// A name in a file may be a pipe or a device: opening those may wait or have effects.
Descriptor open_regular(const std::string& path) {
  struct stat status {};
  const Descriptor at(open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!at || fstat(at.get(), &status) != 0 || !S_ISREG(status.st_mode)) return Descriptor();
  return Descriptor(open(("/proc/self/fd/" + std::to_string(at.get())).c_str(), O_RDONLY | O_CLOEXEC));
}

}  // namespace

std::string symbol_in_file(const std::string& path, std::uint64_t offset) {
  const Descriptor file = open_regular(path);
  if (!file || elf_version(EV_CURRENT) == EV_NONE) return "";
  const ElfHandle elf(elf_begin(file.get(), ELF_C_READ, nullptr));
  const auto address = elf ? address_of(elf.get(), offset) : std::nullopt;
  if (!address) return "";
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    if (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM) continue;
    if (std::string name = symbol_in(elf.get(), section, header, *address); !name.empty()) return name;
  }
  return "";
}

}  // namespace bpflens::kernel
