// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Looks at the ELF header only, so that a wrong file is called what it is.
#include "object/header.hpp"

#include <elf.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bpflens::object {
namespace {

constexpr auto kMachines = std::to_array<std::pair<std::uint16_t, std::string_view>>({
    {EM_NONE, "no machine"},
    {EM_386, "i386"},
    {EM_PPC64, "PowerPC 64"},
    {EM_S390, "s390x"},
    {EM_ARM, "ARM"},
    {EM_X86_64, "x86-64"},
    {EM_AARCH64, "AArch64"},
    {EM_RISCV, "RISC-V"},
});

std::string machine_name(std::uint16_t machine) {
  for (const auto& [number, name] : kMachines)
    if (number == machine) return std::string(name);
  return "machine " + std::to_string(machine);
}

Problem not_an_object(std::string_view start) {
  if (start.empty()) return {"the file is empty", ""};
  if (start.starts_with("BC\xc0\xde"))
    return {"it is LLVM bitcode, not an object", "compile it on with llc -march=bpf -filetype=obj"};
  if (start.starts_with("!<arch>"))
    return {"it is an archive of objects, not an object", "take the object out with ar x"};
  if (start.starts_with("#include") || start.starts_with("//") || start.starts_with("/*"))
    return {"it looks like source code, not an object", "compile it with clang -target bpf -O2 -g -c"};
  return {"it is not an ELF file", "compile a BPF object with clang -target bpf -O2 -g -c"};
}

constexpr std::uint8_t kOurOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

}  // namespace

std::optional<Problem> header_problem(std::span<const std::byte> image) {
  const std::string_view start(reinterpret_cast<const char*>(image.data()), std::min<std::size_t>(image.size(), 64));
  if (!start.starts_with(std::string_view(ELFMAG, SELFMAG))) return not_an_object(start);
  if (image.size() < sizeof(Elf64_Ehdr)) return Problem{"the ELF header is cut off", "compile it again"};
  Elf64_Ehdr header;
  std::memcpy(&header, image.data(), sizeof header);
  if (header.e_ident[EI_CLASS] != ELFCLASS64)
    return Problem{"it is a 32-bit ELF file, and BPF objects have 64 bits", "compile it with clang -target bpf"};
  if (header.e_ident[EI_DATA] != kOurOrder) {
    const bool big = header.e_ident[EI_DATA] == ELFDATA2MSB;
    return Problem{std::string("it was compiled for the ") + (big ? "big" : "little") +
                       "-endian byte order, which is not this machine's",
                   std::string("compile it with clang -target ") + (big ? "bpfel" : "bpfeb")};
  }
  // clang before 3.9 and old llc wrote BPF objects with no machine at all.
  if (header.e_machine != EM_BPF && header.e_machine != EM_NONE)
    return Problem{"it was compiled for " + machine_name(header.e_machine) + ", not for BPF",
                   "compile it with clang -target bpf"};
  if (header.e_type != ET_REL)
    return Problem{"it is a linked ELF file, not an object",
                   "compile it with -c, and link objects with bpftool gen object"};
  return std::nullopt;
}

}  // namespace bpflens::object
