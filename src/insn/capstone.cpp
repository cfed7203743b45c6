// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "insn/capstone.hpp"

#include <dlfcn.h>

#include <type_traits>

namespace bpflens::insn {
namespace {

std::string load(Capstone& functions) {
  void* const library = dlopen(BPFLENS_CAPSTONE, RTLD_NOW | RTLD_LOCAL);
  const auto get = [library](auto& function, const char* name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
    return function != nullptr;
  };
  const bool whole = library != nullptr && get(functions.open, "cs_open") && get(functions.close, "cs_close") &&
                     get(functions.option, "cs_option") && get(functions.allocate, "cs_malloc") &&
                     get(functions.free, "cs_free") && get(functions.disassemble_next, "cs_disasm_iter");
  return whole ? "" : dlerror();
}

}  // namespace

const Capstone& capstone() {
  static const Capstone loaded = [] {
    Capstone functions;
    functions.problem = load(functions);
    return functions;
  }();
  return loaded;
}

}  // namespace bpflens::insn
