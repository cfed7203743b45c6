#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# SIGKILL, which nothing can prepare for: what is left is what the kernel keeps by design, pins and what they hold, and
# those can be seen and taken away.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$BPFLENS_BUILD/tests/bpf/two_programs.bpf.o
rounds=15
[[ -z ${BPFLENS_TEST_SLOWLY:-} ]] || rounds=3

ids() { { bpftool -j prog list; bpftool -j map list; bpftool -j link list; } | jq -s 'add | map(.id) | sort' -c; }
mounts() { awk '{ print $5, $9 }' /proc/self/mountinfo; }
before=$(ids) mounted=$(mounts)
nothing_left() { [[ $(ids) == "$before" ]]; }

# killed AFTER COMMAND...: ends it after so many seconds, with what it has started.
killed() {
  local after=$1
  shift
  { timeout -s KILL "$after" "$@" >/dev/null </dev/null; } 2>/dev/null
}

# Loading takes tens of milliseconds: moments all over it.
for ((i = 0; i < rounds; ++i)); do
  killed "$(printf '0.%03d' $((5 + i * 4)))" "$BPFLENS" prog loadall "$object" "$pins/all" --pinmaps "$pins/maps"
  # Whatever is held is held by a pin.
  "$BPFLENS" -j pin list "$pins" >"$scratch/pins"
  "$BPFLENS" pin remove --recursive "$pins/all" >/dev/null 2>&1
  "$BPFLENS" pin remove --recursive "$pins/maps" >/dev/null 2>&1
  until_true nothing_left || break
done
same 'mounts after killed loads' "$mounted" "$(mounts)"
same 'pins after killed loads' '[]' "$("$BPFLENS" -j pin list "$pins")"

# An import: the entries that are there are whole records, and the rest can be imported.
"$BPFLENS" map create "$pins/numbers" --type hash --key-type u32 --value-type u64 --entries 200000 || fail 'map create'
seq 1 100000 | awk '{ printf "{\"key\":%d,\"value\":%d}\n", $1, $1 * 7 }' >"$scratch/lines"
for after in 0.03 0.06 0.1 0.15; do
  killed "$after" "$BPFLENS" map import "$pins/numbers" "$scratch/lines"
  same "records of an import killed after $after s that aren't whole" 0 \
    "$("$BPFLENS" map export "$pins/numbers" | jq -s 'map(select(.value != .key * 7)) | length')"
done
status 'import after killed ones' 0 "$BPFLENS" map import "$pins/numbers" "$scratch/lines"
same 'entries' 100000 "$("$BPFLENS" map count "$pins/numbers")"
rm "$pins/numbers"
until_true nothing_left

# A stream: its program is detached and gone.
for ((i = 0; i < rounds; ++i)); do
  killed "$(printf '0.%03d' $((10 + i * 15)))" "$BPFLENS" perf run "$BPFLENS_BUILD/bpf/trace_output.bpf.o"
done
until_true nothing_left
same 'mounts after killed streams' "$mounted" "$(mounts)"

# Links that are pinned live on. When their device goes, they attach nothing, and pin gc finds that.
ip link add bl-killed type veth peer name bl-peer || fail 'making devices'
"$BPFLENS" prog load "$BPFLENS_BUILD/tests/bpf/links.bpf.o" "$pins/pass" --only pass --attach pass=bl-killed >/dev/null ||
  fail 'prog load --attach'
ip link del bl-killed
status 'pin gc' 0 "$BPFLENS" -j pin gc
same 'pins that pin gc removes' "[\"$pins/pass\"]" "$(jq -c .removed_pins <<<"$out")"
rm -rf "${pins:?}"/*
until_true nothing_left
