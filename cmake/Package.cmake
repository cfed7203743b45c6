# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# cpack: a .deb for the Debian that it is built on, and a .tar.gz of the same files.
set(CPACK_GENERATOR DEB TGZ)
set(BPFLENS_MAINTAINER "The bpflens authors <bpflens@lists.invalid>" CACHE STRING
  "Who answers for the packages that cpack makes, 'Name <address>'; nobody reads this one")
set(CPACK_PACKAGE_CONTACT "${BPFLENS_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "see into the BPF programs and maps of a running system")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/DebianFiles.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"bpflens lists the BPF programs, maps, links and pins of a running Linux system,
whoever loaded them, loads compiled objects, prints what maps hold and what
programs send as text or JSON, and finds out what the running kernel lets
programs do. It understands the words of bpftool and writes its JSON.")
# What is linked is found by dpkg-shlibdeps; capstone is loaded on use, and only its name in the binary tells.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
string(REGEX REPLACE "^(.*)[.]so[.]" "\\1" CPACK_DEBIAN_PACKAGE_DEPENDS ${CAPSTONE_SONAME})
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "clang, libbpf-dev, linux-libc-dev")

set(documents ${CMAKE_INSTALL_DATADIR}/doc/bpflens)
install(FILES README.md CHANGELOG.md DESTINATION ${documents})
install(DIRECTORY bpf/examples DESTINATION ${documents} FILES_MATCHING PATTERN "*.bpf.c")
include(CPack)
