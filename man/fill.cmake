# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Writes OUTPUT: PAGE with @OPTIONS@ replaced by "BPFLENS __man NOUN" and @VERSION@ by VERSION.
execute_process(COMMAND ${BPFLENS} __man ${NOUN} OUTPUT_VARIABLE OPTIONS COMMAND_ERROR_IS_FATAL ANY)
string(STRIP "${OPTIONS}" OPTIONS)
configure_file(${PAGE} ${OUTPUT} @ONLY)
