# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Run by cpack over the files to be packed: what Debian's policy wants beside them.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX})
file(GLOB pages ${root}/share/man/man8/*.8)
execute_process(COMMAND gzip -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
string(TIMESTAMP year "%Y" UTC)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(documents ${root}/share/doc/bpflens)
file(READ ${CMAKE_CURRENT_LIST_DIR}/../LICENSES/BSD-2-Clause.txt bsd)
string(REGEX REPLACE "\n\n" "\n.\n" bsd "${bsd}")
string(REGEX REPLACE "\n" "\n " bsd "${bsd}")
file(WRITE ${documents}/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: bpflens

Files: *
Copyright: ${year} The bpflens authors
License: BSD-2-Clause or GPL-2

License: BSD-2-Clause
 ${bsd}
License: GPL-2
 Version 2 of the GNU General Public License alone; on Debian systems it is in
 /usr/share/common-licenses/GPL-2.
")
file(WRITE ${documents}/changelog
"bpflens (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * What is new: CHANGELOG.md.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
execute_process(COMMAND gzip -9nf ${documents}/changelog ${documents}/CHANGELOG.md COMMAND_ERROR_IS_FATAL ANY)
