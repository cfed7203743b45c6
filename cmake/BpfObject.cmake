# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# add_bpf_object(NAME FILE.bpf.c): compiles FILE for the BPF machine with the debug information that
# BTF is made from, strips the DWARF, and leaves NAME.bpf.o in the current binary directory.
#   - target bpf_NAME builds it;
#   - linking bpf_NAME_embedded puts the object's bytes into a program: include "embedded/NAME.hpp",
#     which declares bpflens::embedded::NAME(), a span over them.
# Rebuilt when FILE or any header it includes changes. KEEP_DWARF leaves the DWARF in; OPTIONS go to the compiler.

find_program(BPFLENS_CLANG NAMES clang clang-19 clang-16 clang-14 REQUIRED)
find_program(BPFLENS_LLVM_STRIP NAMES llvm-strip llvm-strip-19 llvm-strip-16 llvm-strip-14 REQUIRED)

function(add_bpf_object name source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "KEEP_DWARF" "" "OPTIONS")
  cmake_path(ABSOLUTE_PATH source)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(strip COMMAND ${BPFLENS_LLVM_STRIP} -g ${object})
  if(arg_KEEP_DWARF)
    set(strip)
  endif()
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${BPFLENS_CLANG} -target bpf -mcpu=v3 -O2 -g -Wall -Werror ${arg_OPTIONS}
            # The sources' lines go into BTF, this machine's directories don't.
            -fdebug-prefix-map=${PROJECT_SOURCE_DIR}/= -fdebug-compilation-dir=.
            -I ${PROJECT_SOURCE_DIR}/bpf -I ${PROJECT_SOURCE_DIR}/bpf/include
            -idirafter /usr/include/${CMAKE_CXX_LIBRARY_ARCHITECTURE}
            -MD -MF ${object}.d -MT ${object} -c ${source} -o ${object}
    ${strip}
    DEPENDS ${source} DEPFILE ${object}.d WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Compiling BPF object ${name}.bpf.o" VERBATIM)
  add_custom_target(bpf_${name} ALL DEPENDS ${object})

  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.S)
  file(CONFIGURE OUTPUT ${assembly} @ONLY CONTENT [[
    .section .rodata
    .balign 8
    .globl bpflens_embedded_@name@, bpflens_embedded_@name@_end
bpflens_embedded_@name@:
    .incbin "@object@"
bpflens_embedded_@name@_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
]])
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/include/embedded/${name}.hpp @ONLY CONTENT [[
#pragma once
#include <cstddef>
#include <span>
extern "C" const std::byte bpflens_embedded_@name@[];
extern "C" const std::byte bpflens_embedded_@name@_end[];
namespace bpflens::embedded {
inline std::span<const std::byte> @name@() {
  return {bpflens_embedded_@name@, bpflens_embedded_@name@_end};
}
}  // namespace bpflens::embedded
]])
  add_library(bpf_${name}_embedded STATIC EXCLUDE_FROM_ALL ${assembly})
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${object})
  set_target_properties(bpf_${name}_embedded PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(bpf_${name}_embedded PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/include)
  add_dependencies(bpf_${name}_embedded bpf_${name})
endfunction()
