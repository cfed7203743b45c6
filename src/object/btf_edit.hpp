// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A .BTF section as bytes, to which types are added. Ids and string offsets of what is there stay as they
// are, since .BTF.ext refers to them. The format: Documentation/bpf/btf.rst in the kernel's sources.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "object/btf_records.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// How many 32-bit words follow the first three of a type with that info word; nothing for a kind that isn't known.
std::optional<std::size_t> words_after(std::uint32_t info);

class BtfEdit {
 public:
  struct Member {
    std::string_view name;
    std::uint32_t type = 0;
    std::uint32_t size = 8;  // bytes; of a pointer, unless it says otherwise
  };
  struct Variable {
    std::uint32_t type = 0;    // id of a VAR
    std::uint32_t offset = 0;  // into the section
    std::uint32_t size = 0;
    std::string_view name;  // of one that was there; until the next change
  };

  BtfEdit();  // no types, no strings

  // Reads a section's bytes. What isn't sound is damage.
  static std::variant<BtfEdit, Problem> read(Bytes section);

  // Each returns the id of the new type.
  std::uint32_t add_char();  // 8 bits, signed
  std::uint32_t add_pointer(std::uint32_t to);
  std::uint32_t add_array(std::uint32_t of, std::uint32_t index_type, std::uint32_t count);
  std::uint32_t add_function_type();                                      // void ()
  std::uint32_t add_struct(const std::vector<Member>& members);           // without a name, members in a row
  std::uint32_t add_variable(std::string_view name, std::uint32_t type);  // global
  std::uint32_t add_section(std::string_view name, std::uint32_t size, const std::vector<Variable>& variables);

  // Returns the place of the string; one that was added before is there.
  std::uint32_t add_string(std::string_view text);
  std::string_view string(std::uint32_t place) const { return string_at(strings(), place); }

  // The variables of the DATASEC of that name; empty when there is none.
  std::vector<Variable> variables_of(std::string_view section) const;

  // Makes every DATASEC of such a name a type that means nothing (void *), under the same id.
  void drop_sections(const std::function<bool(std::string_view)>& such);

  bool changed() const { return changed_; }
  std::vector<std::byte> bytes() const;

 private:
  std::uint32_t add(BtfRecord record);
  Bytes strings() const { return {reinterpret_cast<const std::byte*>(strings_.data()), strings_.size()}; }

  BtfRecords types_;  // of id 1 and up
  std::string strings_;
  bool changed_ = false;
  std::map<std::string, std::uint32_t, std::less<>> added_;  // strings, by their text
};

}  // namespace bpflens::object
