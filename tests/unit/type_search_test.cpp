// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <bpf/btf.h>
#include <doctest/doctest.h>

#include <cstring>

#include "kernel/libbpf/type_search.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::kernel {
namespace {

struct Searched {
  test::BtfBlob made;
  int number = made.integer("int", 4, BTF_INT_SIGNED);
  int words = made.enumeration("words", 4, {{"WORD_ONE", 1}, {"WORD_TWO", 2}});
  int pair = made.structure("pair", 8, {{"left", number, 0}, {"right", number, 32}});
  int array = made.array(number, 4);
  int again = made.structure("pair", 4, {{"left", number, 0}});
  int last = made.structure("last", 4, {{"left", number, 0}});
  std::vector<std::byte> blob = made.bytes();

  FoundType find(const std::string& name, std::uint32_t kind) const {
    const TypeName wanted{name, kind};
    return find_types(blob, std::span(&wanted, 1)).at(0);
  }
};

TEST_CASE("types are found by name and kind, the first of a name, in the order of the question") {
  const Searched searched;
  const std::vector<TypeName> wanted{
      {"last", BTF_KIND_STRUCT}, {"pair", BTF_KIND_STRUCT}, {"words", BTF_KIND_ENUM}, {"words", BTF_KIND_STRUCT}};
  const std::vector<FoundType> found = find_types(searched.blob, wanted);
  REQUIRE(found.size() == 4);
  CHECK(found[0].id == static_cast<std::uint32_t>(searched.last));
  CHECK(found[1].id == static_cast<std::uint32_t>(searched.pair));
  CHECK(found[2].id == static_cast<std::uint32_t>(searched.words));
  CHECK(found[3].id == 0);
  CHECK(found[3].type == nullptr);
  REQUIRE(btf_vlen(found[1].type) == 2);
  CHECK(name_at(searched.blob, btf_members(found[1].type)[1].name_off) == "right");
}

TEST_CASE("names are whole names") {
  const Searched searched;
  for (const char* name : {"pai", "pairs", "air", ""}) {
    CAPTURE(name);
    CHECK(searched.find(name, BTF_KIND_STRUCT).id == 0);
  }
}

TEST_CASE("a blob is searched as far as it makes sense, wherever it is cut") {
  const Searched searched;
  std::vector<std::byte> blob = searched.blob;
  std::size_t found = 0;
  for (std::size_t size = 0; size <= blob.size(); ++size) {
    const std::vector<std::byte> cut(blob.begin(), blob.begin() + static_cast<std::ptrdiff_t>(size));
    const TypeName wanted{"last", BTF_KIND_STRUCT};
    found += find_types(cut, std::span(&wanted, 1))[0].id != 0;
    CHECK(name_at(cut, 0xffffffff).empty());
  }
  CHECK(found > 0);
  CHECK(found < blob.size());

  btf_header header{};
  std::memcpy(&header, blob.data(), sizeof header);
  const std::uint32_t kind_31 = 31U << 24;
  std::memcpy(blob.data() + header.hdr_len + header.type_off + offsetof(btf_type, info), &kind_31, sizeof kind_31);
  const TypeName wanted{"last", BTF_KIND_STRUCT};
  CHECK(find_types(blob, std::span(&wanted, 1))[0].id == 0);
  blob[0] = std::byte{0};
  CHECK(find_types(blob, std::span(&wanted, 1))[0].id == 0);
}

}  // namespace
}  // namespace bpflens::kernel
