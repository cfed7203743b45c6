// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel refuses a blob with a kind it doesn't know as a whole (EINVAL), so programs compiled for newer
// kernels fail to load unless the kind is taken out.
#include "kernel/libbpf/probe_btf.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include <cerrno>
#include <memory>
#include <span>
#include <vector>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/probe_judge.hpp"

namespace bpflens::kernel {
namespace {

constexpr int kInt = 1;     // type 1 of every blob
constexpr int kStruct = 2;  // type 2: what tags are put on

// Adds one type of that kind, with what it needs before it; false for a kind that this build doesn't know.
bool add(btf* types, std::uint32_t kind) {
  switch (kind) {
    case BTF_KIND_INT:
    case BTF_KIND_STRUCT:
      return true;  // every blob has them
    case BTF_KIND_PTR:
      return btf__add_ptr(types, kInt) > 0;
    case BTF_KIND_ARRAY:
      return btf__add_array(types, kInt, kInt, 2) > 0;
    case BTF_KIND_UNION:
      return btf__add_union(types, "u", 4) > 0 && btf__add_field(types, "m", kInt, 0, 0) == 0;
    case BTF_KIND_ENUM:
      return btf__add_enum(types, "e", 4) > 0 && btf__add_enum_value(types, "A", 1) == 0;
    case BTF_KIND_FWD:
      return btf__add_fwd(types, "f", BTF_FWD_STRUCT) > 0;
    case BTF_KIND_TYPEDEF:
      return btf__add_typedef(types, "t", kInt) > 0;
    case BTF_KIND_VOLATILE:
      return btf__add_volatile(types, kInt) > 0;
    case BTF_KIND_CONST:
      return btf__add_const(types, kInt) > 0;
    case BTF_KIND_RESTRICT: {
      const int pointer = btf__add_ptr(types, kInt);
      return pointer > 0 && btf__add_restrict(types, pointer) > 0;
    }
    case BTF_KIND_FUNC_PROTO:
      return btf__add_func_proto(types, kInt) > 0;
    case BTF_KIND_FUNC: {
      const int prototype = btf__add_func_proto(types, kInt);
      return prototype > 0 && btf__add_func(types, "g", BTF_FUNC_STATIC, prototype) > 0;
    }
    case BTF_KIND_VAR:
      return btf__add_var(types, "v", BTF_VAR_STATIC, kInt) > 0;
    case BTF_KIND_DATASEC: {
      const int variable = btf__add_var(types, "v", BTF_VAR_STATIC, kInt);
      return variable > 0 && btf__add_datasec(types, ".data", 4) > 0 &&
             btf__add_datasec_var_info(types, variable, 0, 4) == 0;
    }
    case BTF_KIND_FLOAT:
      return btf__add_float(types, "double", 8) > 0;
    case BTF_KIND_DECL_TAG:
      return btf__add_decl_tag(types, "tag", kStruct, -1) > 0;
    case BTF_KIND_TYPE_TAG: {
      const int tag = btf__add_type_tag(types, "tag", kInt);
      return tag > 0 && btf__add_ptr(types, tag) > 0;
    }
    case BTF_KIND_ENUM64:
      return btf__add_enum64(types, "e", 8, false) > 0 && btf__add_enum64_value(types, "A", 1) == 0;
    default:
      return false;
  }
}

}  // namespace

model::Support probe_btf_kind(std::uint32_t kind) {
  const std::unique_ptr<btf, decltype(&btf__free)> types(btf__new_empty(), &btf__free);
  if (!types || btf__add_int(types.get(), "int", 4, BTF_INT_SIGNED) != kInt ||
      btf__add_struct(types.get(), "s", 4) != kStruct || btf__add_field(types.get(), "m", kInt, 0, 0) != 0)
    return model::unknown(ENOMEM, "no memory");
  if (!add(types.get(), kind)) return model::unknown(0, "this build does not know how to make such a type");
  std::uint32_t size = 0;
  const void* blob = btf__raw_data(types.get(), &size);
  if (blob == nullptr) return model::unknown(ENOMEM, "no memory");
  const Descriptor loaded(bpf_btf_load(blob, size, nullptr));
  if (loaded) return model::yes();
  const int error = errno;
  return error == EINVAL ? lacking() : could_not_ask(error);
}

}  // namespace bpflens::kernel
