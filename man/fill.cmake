# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Writes OUTPUT: PAGE with @VERSION@ replaced by VERSION, and
#   @OPTIONS@ @FIELDS@ @COMPATIBILITY@   by what "BPFLENS __man..." says of NOUN
#   @PRIVILEGES@                         by the rows of the table in bpflens.8.in that begin with NOUN
#   @EXIT_STATUS@                        by a sentence
cmake_minimum_required(VERSION 3.25)
foreach(part "" _fields _compatibility)
  execute_process(COMMAND ${BPFLENS} __man${part} ${NOUN} OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
  string(STRIP "${said}" __man${part})
endforeach()

cmake_path(GET PAGE PARENT_PATH pages)
file(STRINGS ${pages}/bpflens.8.in rows REGEX "^[.]It ${NOUN} .* Ta (none|CAP)")
list(JOIN rows "\n" rows)
set(privileges ".Bl -column \"prog load of a networking program\"
.It Sy Command Ta Sy Capabilities
${rows}
.El
.Pp
More on this is in
.Xr bpflens 8 .")
set(exit_status "0: done, or yes; 1: no, or not found; 2: the command line is wrong; 3: the kernel, a file or the network
said no; 4: permission is missing; 5: it could not be determined; 6: the verifier rejected a program.")

# Lines, of which an empty one goes.
function(put name value)
  if(value)
    string(APPEND value "\n")
  endif()
  string(REPLACE "@${name}@\n" "${value}" text "${text}")
  set(text "${text}" PARENT_SCOPE)
endfunction()
file(READ ${PAGE} text)
put(OPTIONS "${__man}")
put(FIELDS "${__man_fields}")
put(COMPATIBILITY "${__man_compatibility}")
put(PRIVILEGES "${privileges}")
put(EXIT_STATUS "${exit_status}")
string(REPLACE "@VERSION@" "${VERSION}" text "${text}")
file(WRITE ${OUTPUT} "${text}")
