// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Compiled objects on their way to text: shown, linked, written as macros, compared, their types as C.
#include <bpf/libbpf.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "btf/c_header.hpp"
#include "btf/listing.hpp"
#include "btf/lookup.hpp"
#include "insn/macro.hpp"
#include "object/comparison.hpp"
#include "object/contents.hpp"
#include "object/linking.hpp"
#include "render/object_file.hpp"

namespace bpflens::test {
namespace {

int say_nothing(libbpf_print_level, const char*, va_list) { return 0; }

void show(const object::Image& image, const model::ObjectFile& file, const btf::Types* types) {
  const render::ObjectShown shown{
      .path = "fuzz", .compiler = object::compiler(image), .legacy = {}, .file = file, .types = types};
  render::object_text(shown);
  render::text_of(render::object_json(shown), false);
  object::relocation_notes(image, file);
  for (std::size_t i = 0; i < file.functions.size() && i < 8; ++i)
    for (const insn::Line& line : insn::disassemble(object::link(file, i).instructions)) insn::macros(line);
  if (!object::compare({image, file}, {image, file}).empty()) std::abort();  // it differs from itself
}

void show_types(const btf::Types& types) {
  for (std::uint32_t id = 1; id <= btf::type_count(types); ++id) btf::listed_text(btf::listed(types, id));
  btf::c_header(types, {});
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  libbpf_set_print(say_nothing);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = object::Image::read({reinterpret_cast<const std::byte*>(data), size});
  const auto* image = std::get_if<object::Image>(&read);
  if (image == nullptr) return 0;
  const auto contents = object::read_contents(*image);
  const auto* file = std::get_if<model::ObjectFile>(&contents);
  if (file == nullptr) return 0;
  const auto types = file->types.empty() ? std::nullopt : btf::Types::parse(file->types);
  show(*image, *file, types ? &*types : nullptr);
  if (types) show_types(*types);
  return 0;
}

}  // namespace bpflens::test
