# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# static_where_shipped(TARGET NAME [DEPENDENCY...]): makes the imported TARGET mean libNAME.a and what that needs, where
# the distribution ships one; else it stays shared, and that is said.
function(static_where_shipped target name)
  find_library(BPFLENS_STATIC_${name} lib${name}.a)
  if(NOT BPFLENS_STATIC_${name})
    message(STATUS "lib${name} stays shared: there is no lib${name}.a")
    return()
  endif()
  set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "${BPFLENS_STATIC_${name}};${ARGN}")
endfunction()
