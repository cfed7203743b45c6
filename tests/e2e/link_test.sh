#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The noun link against bpftool: the same facts, and what one does the other sees.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$BPFLENS_BUILD/tests/bpf/links.bpf.o
attach() { # NAME TARGET [PIN]: that program alone, its link pinned
  "$BPFLENS" prog load "$object" "$pins/${3:-$1}" --only "$1" --attach "$2" >/dev/null || fail "attaching $1 to $2"
}

ip link add bl0 type veth peer name bl1 || fail 'making devices'
unified=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [[ -n $unified ]]; then
  mkdir "$unified/bpflens-e2e"
fi
after() {
  rm -rf "$pins"
  ip link del bl0 2>/dev/null
  [[ -z $unified ]] || rmdir "$unified/bpflens-e2e"
}
trap 'after; finish' EXIT

attach raw sched_process_exit
older_than 5.15 || attach traced sched:sched_process_exit # before it what attaches it is no link
attach dissect /proc/self/ns/net
attach pass bl0
[[ -z $unified ]] || attach ingress "$unified/bpflens-e2e"

for pin in "$pins"/*; do
  oracle=$(bpftool -j link show pinned "$pin") || continue
  id=$(jq .id <<<"$oracle")
  # bpftool may see holders that have gone since.
  oracle=$(jq -c 'del(.pids)' <<<"$oracle")
  for words in "$pin" "pinned $pin" "id $id" "$id"; do
    # shellcheck disable=SC2086
    covers "link show $words" "$oracle" "$("$BPFLENS" -j link show $words)"
  done
  covers "link list: ${pin##*/}" "$oracle" "$("$BPFLENS" -j link list | jq ".[] | select(.id == $id)")"
  covers "link show -f: ${pin##*/}" "$(bpftool -jf link show id "$id" | jq 'del(.pids)')" "$("$BPFLENS" -jf link show id "$id")"
done
ids() { jq -c '[.[].id]'; }
listed() { [[ $(bpftool -j link list | ids) == "$("$BPFLENS" -j link list | ids)" ]]; }
until_true listed

same 'XDP' '"bl0"' "$("$BPFLENS" -j link show "$pins/pass" | jq .devname)"
same 'netns' "$(stat -Lc %i /proc/self/ns/net)" "$("$BPFLENS" -j link show "$pins/dissect" | jq .netns_ino)"
if [[ -n $unified ]]; then
  same 'cgroup' '"/bpflens-e2e"' "$("$BPFLENS" -j link show "$pins/ingress" | jq .cgroup_path)"
fi

# Pinned again by one, seen by the other; detached.
status 'link pin' 0 "$BPFLENS" link pin pinned "$pins/pass" "$pins/again"
same 'link pin' "$(bpftool -j link show pinned "$pins/pass" | jq .id)" "$(bpftool -j link show pinned "$pins/again" | jq .id)"
status 'link detach' 0 "$BPFLENS" -j link detach pinned "$pins/pass"
same 'link detach' null "$out"
same 'detached' '["(detached)",0]' "$("$BPFLENS" -j link show "$pins/again" | jq -c '[.devname, .ifindex]')"
ip -d link show bl0 | grep -q 'prog/xdp' && fail 'XDP is still attached'

# A program in the place of another.
"$BPFLENS" prog load "$object" "$pins/too" --only pass_too >/dev/null || fail 'loading'
attach pass bl0 pass-2
status 'link update' 0 "$BPFLENS" link update "$pins/pass-2" "$pins/too"
same 'link update' "$(bpftool -j prog show pinned "$pins/too" | jq .id)" "$(bpftool -j link show pinned "$pins/pass-2" | jq .prog_id)"
status 'link update --old' 3 "$BPFLENS" link update "$pins/pass-2" "$pins/too" --old "$("$BPFLENS" -j link show "$pins/raw" | jq .prog_id)"
contains 'link update --old' "$err" "it doesn't attach program"
