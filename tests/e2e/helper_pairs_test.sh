#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Which program type may call which helper: Debian's newest bpftool and we give the same answer for every pair. It is
# unpacked into a cache, or in $BPFLENS_NEWEST_BPFTOOL.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

bpftool=${BPFLENS_NEWEST_BPFTOOL:-}
if [[ -z $bpftool ]]; then
  needs 'no package archive: this is no Debian' apt-get dpkg-deb
  bpftool=$("$BPFLENS_SOURCE/tests/vm/fetch-bpftool" "${XDG_CACHE_HOME:-$HOME/.cache}/bpflens")/bpftool ||
    skip 'no package archive can be reached, and its bpftool is not in the cache'
fi

oracle=$("$bpftool" -j feature probe full) || fail "the newest bpftool fails"
ours=$("$BPFLENS" -j feature probe full)
# It has no way to ask for these, and lists nothing.
for type in tracing struct_ops ext lsm; do
  same "what bpftool lists for $type" '[]' "$(jq -c ".helpers.${type}_available_helpers" <<<"$oracle")"
done
differences=$(jq -rn --argjson oracle "$oracle" --argjson ours "$ours" '
  $oracle.helpers | to_entries[] | select(.key | test("^(tracing|struct_ops|ext|lsm)_") | not)
  | .key as $type | .value as $theirs | $ours.helpers[$type] as $mine
  | (($theirs - $mine)[] | "\($type): \(.): bpftool alone"), (($mine - $theirs)[] | "\($type): \(.): ours alone")')
same 'pairs that differ' '' "$differences"
pairs=$(jq '[.helpers[] | length] | add' <<<"$oracle")
((pairs > 1000)) || fail "bpftool lists only $pairs pairs"
echo "$pairs pairs of $("$bpftool" version | head -n 1)"
