# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Most of the time that a source takes to compile goes into the headers of CLI11, nlohmann-json and the standard
# library. Sources of a directory compiled together share them: the whole tree takes a quarter of the time.
# So names in the unnamed namespaces of a directory must differ; -DBPFLENS_TOGETHER=OFF compiles each source alone.
option(BPFLENS_TOGETHER "Compile the sources of a directory together, up to twelve at a time" ON)

function(compile_together target)
  if(NOT BPFLENS_TOGETHER)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(SORT sources)
  set(before "")
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH directory)
    if(NOT directory STREQUAL before)
      set(before "${directory}")
      set(count 0)
    endif()
    math(EXPR unit "${count} / 12")
    math(EXPR count "${count} + 1")
    cmake_path(GET directory FILENAME name)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${name}_${unit})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
