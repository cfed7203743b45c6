# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# loaded_on_use(PACKAGE TARGET): an interface library TARGET for a library that the program loads by dlopen(3) when it is
# first needed: its headers, and BPFLENS_<TARGET>, the name (soname) of what to load, here also
# <TARGET>_SONAME. Nothing is linked.
function(loaded_on_use package target)
  pkg_check_modules(${target} REQUIRED ${package})
  find_library(${target}_FILE ${package} HINTS ${${target}_LIBRARY_DIRS} REQUIRED)
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${${target}_FILE} OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
  if(NOT headers MATCHES "SONAME +([^\n ]+)")
    message(FATAL_ERROR "${${target}_FILE} has no soname")
  endif()
  set(${target}_SONAME ${CMAKE_MATCH_1} PARENT_SCOPE)
  add_library(${target} INTERFACE)
  target_include_directories(${target} SYSTEM INTERFACE ${${target}_INCLUDE_DIRS})
  target_compile_definitions(${target} INTERFACE BPFLENS_${target}="${CMAKE_MATCH_1}")
  target_link_libraries(${target} INTERFACE ${CMAKE_DL_LIBS})
endfunction()
