// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/dwarf_reader.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace bpflens::object {
namespace {

struct NoDwarf : std::runtime_error {
  using std::runtime_error::runtime_error;
};

constexpr std::size_t kMostEntries = std::size_t{1} << 22;

enum Attribute : std::uint64_t {
  kAtName = 0x03,
  kAtByteSize = 0x0b,
  kAtBitOffset = 0x0c,
  kAtBitSize = 0x0d,
  kAtConstValue = 0x1c,
  kAtUpperBound = 0x2f,
  kAtCount = 0x37,
  kAtMemberLocation = 0x38,
  kAtDeclaration = 0x3c,
  kAtEncoding = 0x3e,
  kAtType = 0x49,
  kAtDataBitOffset = 0x6b,
  kAtStrOffsetsBase = 0x72,
};

class Cursor {
 public:
  Cursor(Bytes bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}

  std::uint64_t at() const { return at_; }
  void skip(std::uint64_t count) { take(count); }

  std::uint64_t number(std::size_t size) {
    const Bytes taken = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(taken[i]);
    return value;
  }
  std::uint64_t uleb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      const std::uint64_t byte = number(1);
      if (shift < 64) value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    throw NoDwarf("a number is too long");
  }
  std::int64_t sleb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      const std::uint64_t byte = number(1);
      if (shift < 64) value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) != 0) continue;
      if ((byte & 0x40) != 0 && shift + 7 < 64) value |= ~std::uint64_t{0} << (shift + 7);
      return static_cast<std::int64_t>(value);
    }
    throw NoDwarf("a number is too long");
  }
  std::string_view text() {
    const std::string_view found = string_at(bytes_, at_);
    take(found.size() + 1);
    return found;
  }

 private:
  Bytes take(std::uint64_t count) {
    if (at_ > bytes_.size() || count > bytes_.size() - at_) throw NoDwarf("it ends too early");
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }

  Bytes bytes_;
  std::uint64_t at_;
};

struct AttributeForm {
  std::uint64_t attribute = 0;
  std::uint64_t form = 0;
  std::int64_t constant = 0;  // of DW_FORM_implicit_const
};

struct Abbreviation {
  std::uint32_t tag = 0;
  bool has_children = false;
  std::vector<AttributeForm> attributes;
};

struct Unit {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  unsigned version = 0;
  std::size_t address_size = 8;
  std::uint64_t strings_base = 8;  // in .debug_str_offsets: behind its header
  std::map<std::uint64_t, Abbreviation> abbreviations;
};

// What an attribute says; which part counts follows from its form.
struct Value {
  std::uint64_t number = 0;
  std::string_view text;
  bool is_reference = false;
};

class DwarfReader {
 public:
  explicit DwarfReader(const Image& object)
      : info_(bytes_of(object, ".debug_info")),
        abbreviations_(bytes_of(object, ".debug_abbrev")),
        strings_(bytes_of(object, ".debug_str")),
        line_strings_(bytes_of(object, ".debug_line_str")),
        string_offsets_(bytes_of(object, ".debug_str_offsets")) {}

  std::vector<DwarfEntry> read() {
    for (std::uint64_t at = 0; at < info_.size();) at = read_unit(at);
    return std::move(entries_);
  }

 private:
  static Bytes bytes_of(const Image& object, std::string_view name) {
    const Section* section = object.section(name);
    return section != nullptr ? section->bytes : Bytes();
  }

  std::uint64_t read_unit(std::uint64_t at) {
    Cursor cursor(info_, at);
    const std::uint64_t length = cursor.number(4);
    if (length >= 0xfffffff0) throw NoDwarf("it is of the 64-bit form");
    Unit unit{.start = at, .end = cursor.at() + length};
    if (unit.end > info_.size()) throw NoDwarf("a unit is longer than the section");
    unit.version = static_cast<unsigned>(cursor.number(2));
    if (unit.version < 2 || unit.version > 5) return unit.end;
    std::uint64_t kind = 1;  // DW_UT_compile
    if (unit.version >= 5) {
      kind = cursor.number(1);
      unit.address_size = cursor.number(1);
    }
    const std::uint64_t abbreviations = cursor.number(4);
    if (unit.version < 5) unit.address_size = cursor.number(1);
    if (unit.address_size > 8) throw NoDwarf("addresses are too long");
    if (kind != 1) return unit.end;
    read_abbreviations(abbreviations, unit);
    read_entries(cursor, unit);
    return unit.end;
  }

  void read_abbreviations(std::uint64_t at, Unit& unit) const {
    Cursor cursor(abbreviations_, at);
    while (const std::uint64_t code = cursor.uleb()) {
      Abbreviation& abbreviation = unit.abbreviations[code];
      abbreviation.tag = static_cast<std::uint32_t>(cursor.uleb());
      abbreviation.has_children = cursor.number(1) != 0;
      while (true) {
        AttributeForm form{.attribute = cursor.uleb()};
        form.form = cursor.uleb();
        if (form.form == 0x21) form.constant = cursor.sleb();
        if (form.attribute == 0 && form.form == 0) break;
        abbreviation.attributes.push_back(form);
      }
    }
  }

  void read_entries(Cursor& cursor, Unit& unit) {
    std::vector<std::size_t> parents;
    while (cursor.at() < unit.end) {
      const std::uint64_t offset = cursor.at();
      const std::uint64_t code = cursor.uleb();
      if (code == 0) {
        if (!parents.empty()) parents.pop_back();
        continue;
      }
      const auto found = unit.abbreviations.find(code);
      if (found == unit.abbreviations.end()) throw NoDwarf("an abbreviation is missing");
      if (entries_.size() == kMostEntries) throw NoDwarf("there are too many entries");
      const std::size_t index = entries_.size();
      DwarfEntry entry{.offset = offset, .tag = found->second.tag, .parent = parents.empty() ? index : parents.back()};
      for (const AttributeForm& form : found->second.attributes) keep(form, value(cursor, form, unit), unit, entry);
      entries_.push_back(entry);
      if (found->second.has_children) parents.push_back(index);
    }
  }

  Value value(Cursor& cursor, const AttributeForm& form, const Unit& unit) const {
    const auto sized = [&](std::size_t size) { return Value{.number = cursor.number(size)}; };
    const auto reference = [&](std::uint64_t to) { return Value{.number = unit.start + to, .is_reference = true}; };
    const auto block = [&](std::uint64_t size) {
      cursor.skip(size);
      return Value{};
    };
    switch (form.form) {
      case 0x01:  // addr
        return sized(unit.address_size);
      case 0x03:  // block2, block4, block, block1, exprloc, data16
        return block(cursor.number(2));
      case 0x04:
        return block(cursor.number(4));
      case 0x09:
      case 0x18:
        return block(cursor.uleb());
      case 0x0a:
        return block(cursor.number(1));
      case 0x1e:
        return block(16);
      case 0x0b:  // data1, flag, addrx1, and so on by size
      case 0x0c:
      case 0x29:
        return sized(1);
      case 0x05:
      case 0x2a:
        return sized(2);
      case 0x2b:
        return sized(3);
      case 0x06:
      case 0x17:
      case 0x1c:
      case 0x1d:
      case 0x2c:
        return sized(4);
      case 0x07:
      case 0x20:
        return sized(8);
      case 0x08:  // string, strp, line_strp
        return {.text = cursor.text()};
      case 0x0e:
        return {.text = string_at(strings_, cursor.number(4))};
      case 0x1f:
        return {.text = string_at(line_strings_, cursor.number(4))};
      case 0x0d:  // sdata
        return {.number = static_cast<std::uint64_t>(cursor.sleb())};
      case 0x0f:  // udata, addrx, loclistx, rnglistx
      case 0x1b:
      case 0x22:
      case 0x23:
        return {.number = cursor.uleb()};
      case 0x10:  // ref_addr
        return {.number = cursor.number(unit.version < 3 ? unit.address_size : 4), .is_reference = true};
      case 0x11:  // ref1 to ref8, ref_udata
        return reference(cursor.number(1));
      case 0x12:
        return reference(cursor.number(2));
      case 0x13:
        return reference(cursor.number(4));
      case 0x14:
        return reference(cursor.number(8));
      case 0x15:
        return reference(cursor.uleb());
      case 0x16:  // indirect
        return indirect(cursor, unit);
      case 0x19:  // flag_present
        return {.number = 1};
      case 0x1a:  // strx, strx1 to strx4
        return indexed(cursor.uleb(), unit);
      case 0x25:
      case 0x26:
      case 0x27:
      case 0x28:
        return indexed(cursor.number(form.form - 0x24), unit);
      case 0x21:  // implicit_const
        return {.number = static_cast<std::uint64_t>(form.constant)};
      default:
        throw NoDwarf("a form is unknown");
    }
  }

  Value indirect(Cursor& cursor, const Unit& unit) const {
    const AttributeForm form{.form = cursor.uleb()};
    if (form.form == 0x16 || form.form == 0x21) throw NoDwarf("a form leads nowhere");
    return value(cursor, form, unit);
  }

  Value indexed(std::uint64_t index, const Unit& unit) const {
    if (index > string_offsets_.size()) return {};
    const auto offset = record_at<std::uint32_t>(string_offsets_, unit.strings_base + 4 * index);
    return offset ? Value{.text = string_at(strings_, *offset)} : Value{};
  }

  static void keep(const AttributeForm& form, const Value& value, Unit& unit, DwarfEntry& entry) {
    switch (form.attribute) {
      case kAtName:
        entry.name = value.text;
        break;
      case kAtByteSize:
        entry.size = value.number;
        break;
      case kAtBitSize:
        entry.bit_size = value.number;
        break;
      case kAtBitOffset:
        entry.old_bit_offset = value.number;
        break;
      case kAtDataBitOffset:
        entry.bit_offset = value.number;
        break;
      case kAtMemberLocation:
        entry.place = value.number;
        break;
      case kAtEncoding:
        entry.encoding = value.number;
        break;
      case kAtConstValue:
        entry.value = static_cast<std::int64_t>(value.number);
        break;
      case kAtUpperBound:
        if (!value.is_reference && !entry.count) entry.count = value.number + 1;
        break;
      case kAtCount:
        if (!value.is_reference) entry.count = value.number;
        break;
      case kAtType:
        if (value.is_reference) entry.type = value.number;
        break;
      case kAtDeclaration:
        entry.is_declaration = value.number != 0;
        break;
      case kAtStrOffsetsBase:
        unit.strings_base = value.number;
        break;
      default:
        break;
    }
  }

  Bytes info_;
  Bytes abbreviations_;
  Bytes strings_;
  Bytes line_strings_;
  Bytes string_offsets_;
  std::vector<DwarfEntry> entries_;
};

}  // namespace

std::optional<std::vector<DwarfEntry>> read_dwarf(const Image& object) {
  try {
    return DwarfReader(object).read();
  } catch (const NoDwarf&) {
    return std::nullopt;
  }
}

}  // namespace bpflens::object
