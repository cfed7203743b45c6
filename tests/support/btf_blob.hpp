// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BTF made by hand, for tests.
#pragma once

#include <bpf/btf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace bpflens::test {

class BtfBlob {
 public:
  struct Field {
    std::string name;
    int type;
    std::uint32_t bit_offset;
    std::uint32_t bits = 0;
  };
  struct Value {
    std::string name;
    std::int64_t value;
  };

  BtfBlob() : btf_(btf__new_empty()) {}
  ~BtfBlob() { btf__free(btf_); }
  BtfBlob(const BtfBlob&) = delete;
  BtfBlob& operator=(const BtfBlob&) = delete;

  // Ids of the new types. encoding: BTF_INT_SIGNED, BTF_INT_CHAR, BTF_INT_BOOL.
  int integer(const std::string& name, std::size_t size, int encoding = 0) {
    return checked(btf__add_int(btf_, name.c_str(), size, encoding));
  }
  int floating(const std::string& name, std::size_t size) { return checked(btf__add_float(btf_, name.c_str(), size)); }
  int pointer(int to) { return checked(btf__add_ptr(btf_, to)); }
  int array(int of, std::uint32_t count) { return checked(btf__add_array(btf_, index(), of, count)); }
  int alias(const std::string& name, int of) { return checked(btf__add_typedef(btf_, name.c_str(), of)); }
  int constant(int of) { return checked(btf__add_const(btf_, of)); }
  int is_volatile(int of) { return checked(btf__add_volatile(btf_, of)); }
  int forward(const std::string& name) { return checked(btf__add_fwd(btf_, name.c_str(), BTF_FWD_STRUCT)); }
  int structure(const std::string& name, std::uint32_t size, const std::vector<Field>& fields) {
    return with_fields(btf__add_struct(btf_, name.c_str(), size), fields);
  }
  int choice(const std::string& name, std::uint32_t size, const std::vector<Field>& fields) {
    return with_fields(btf__add_union(btf_, name.c_str(), size), fields);
  }
  int enumeration(const std::string& name, std::uint32_t size, const std::vector<Value>& values) {
    const int id = checked(btf__add_enum(btf_, name.c_str(), size));
    for (const Value& value : values) checked(btf__add_enum_value(btf_, value.name.c_str(), value.value));
    return id;
  }
  int enumeration64(const std::string& name, bool is_signed, const std::vector<Value>& values) {
    const int id = checked(btf__add_enum64(btf_, name.c_str(), 8, is_signed));
    for (const Value& value : values)
      checked(btf__add_enum64_value(btf_, value.name.c_str(), static_cast<std::uint64_t>(value.value)));
    return id;
  }
  int section(const std::string& name, std::uint32_t size, const std::vector<Field>& variables) {
    std::vector<int> ids;
    for (const Field& variable : variables)
      ids.push_back(checked(btf__add_var(btf_, variable.name.c_str(), BTF_VAR_GLOBAL_ALLOCATED, variable.type)));
    const int id = checked(btf__add_datasec(btf_, name.c_str(), size));
    for (std::size_t i = 0; i < ids.size(); ++i)
      checked(btf__add_datasec_var_info(btf_, ids[i], variables[i].bit_offset / 8, 4));
    return id;
  }

  std::vector<std::byte> bytes() const {
    std::uint32_t size = 0;
    const auto* data = static_cast<const std::byte*>(btf__raw_data(btf_, &size));
    return {data, data + size};
  }

 private:
  static int checked(int result) {
    if (result < 0) throw std::runtime_error("BTF refused: errno " + std::to_string(-result));
    return result;
  }
  int index() { return index_ != 0 ? index_ : index_ = integer("index", 4); }
  int with_fields(int id, const std::vector<Field>& fields) {
    checked(id);
    for (const Field& field : fields)
      checked(btf__add_field(btf_, field.name.c_str(), field.type, field.bit_offset, field.bits));
    return id;
  }

  ::btf* btf_;
  int index_ = 0;
};

// Numbers and byte strings, one after the other, as this machine lays them out.
class Bytes {
 public:
  template <class Number>
  Bytes& put(Number number) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + sizeof number);
    std::memcpy(bytes_.data() + at, &number, sizeof number);
    return *this;
  }
  Bytes& text(const std::string& text, std::size_t size) {
    std::string padded = text;
    padded.resize(size);
    for (const char c : padded) bytes_.push_back(static_cast<std::byte>(c));
    return *this;
  }
  Bytes& zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  const std::vector<std::byte>& get() const { return bytes_; }
  operator std::vector<std::byte>() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace bpflens::test
