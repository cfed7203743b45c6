#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The commands under EXAMPLES in every manual page, run from top to bottom in a directory and a network namespace of its
# own, where the sources lie that they name. A block that not every machine can run has a comment before it:
#   .\" needs: COMMAND: WHAT     it is left out, and that is said, where COMMAND fails
((EUID != 0)) || [[ -n ${BPFLENS_IN_NETWORK:-} ]] || BPFLENS_IN_NETWORK=yes exec unshare --net bash "$0"
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
needs 'clang or jq is not installed' clang jq

# Of one page as a script; what is left out becomes a line of it.
examples() {
  awk '
    /^[.]Sh / { inside = $0 == ".Sh EXAMPLES" }
    !inside { next }
    sub(/^[.]\\" needs: /, "") { needs = substr($0, 1, index($0, ": ") - 1); why = substr($0, index($0, ": ") + 2); next }
    sub(/^[.]Bd -literal.*/, "") { block = 1; print needs == "" ? "if :; then" : "if ! " needs "; then echo \"LEFT OUT: " why "\"; else"; next }
    /^[.]Ed/ { block = 0; needs = ""; print "fi"; next }
    sub(/^[.]Dl /, "") || block { gsub(/\\\(dq/, "\""); gsub(/\\\(aq/, "\047"); gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\e/, "\\"); print }
  ' "$1"
}

for page in "$BPFLENS_BUILD"/man/*.8; do
  name=$(basename "$page" .8)
  for section in NAME SYNOPSIS DESCRIPTION COMMANDS KERNELS PRIVILEGES 'EXIT STATUS' EXAMPLES COMPATIBILITY 'SEE ALSO'; do
    grep -qx "[.]Sh $section" "$page" || fail "$name has no $section"
  done
  grep -n '@[A-Z_]*@' "$page" && fail "$name has a place that nothing was put in"
  mkdir "$scratch/$name"
  cp "$BPFLENS_SOURCE"/tests/bpf/filter.bpf.c "$BPFLENS_SOURCE"/bpf/examples/trace_output.bpf.c "$scratch/$name"
  examples "$page" >"$scratch/$name.sh"
  [[ -s $scratch/$name.sh ]] || fail "$name has no example"
  run_page "$name"
  grep -h '^LEFT OUT' "$scratch/log"
done
nothing_pinned
