#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Streams from start to Ctrl-C, and attachments as bpftool sees them.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$BPFLENS_BUILD/bpf/trace_output.bpf.o
before=$(bpftool -j prog list | jq -c '[.[] | select(.name == "trace_write").id]')
ours() { bpftool -j prog list | jq --argjson before "$before" '[.[] | select(.name == "trace_write").id] - $before | length'; }

# Writes for the program to see.
while sleep 0.01; do echo; done >/dev/null &
children+=($!)

# A stream shows events while it runs, each line a document, until it is interrupted.
background "$BPFLENS" -j perf run "$object" >"$scratch/events" 2>"$scratch/messages"
stream=$started
until_true test -s "$scratch/events"
attached() { jq -c --argjson pid "$stream" '[.[] | select(.pid == $pid)]'; }
oracle=$(bpftool -j perf list | attached)
[[ $oracle != '[]' ]] || fail 'bpftool sees no attachment'
covers 'perf list' "$oracle" "$("$BPFLENS" -j perf list | attached)"
contains 'perf list as text' "$("$BPFLENS" perf list)" "$stream"
kill -INT "$stream"
status=0
wait "$stream" || status=$?
same 'status of an interrupted stream' 0 "$status"
same 'lines that are no JSON object' '' "$(jq -r 'select(type != "object")' "$scratch/events" 2>&1)"
unloaded() { [[ $(ours) == 0 ]]; }
until_true unloaded

# As many events as asked for, as text and as JSON lines.
status 'ten events as text' 0 "$BPFLENS" perf run "$object" --count 10
same 'title and ten lines' 11 "$(wc -l <<<"$out")"
status 'ten events as JSON' 0 "$BPFLENS" -j perf run "$object" --count 10
same 'ten objects' 10 "$(jq -s length <<<"$out")"

# A reader that goes away ends the stream and unloads the program.
"$BPFLENS" perf run "$object" 2>/dev/null | head -n 3 >/dev/null
same 'perf run | head: status' 0 "${PIPESTATUS[0]}"
until_true unloaded

# So does a full disk, with an error.
status=0
"$BPFLENS" perf run "$object" >/dev/full 2>"$scratch/err" || status=$?
same 'perf run >/dev/full: status' 3 "$status"
contains 'perf run >/dev/full' "$(<"$scratch/err")" 'ENOSPC'
until_true unloaded

# The end of a command is the end of its stream.
status 'perf run -- COMMAND' 0 timeout 60 "$BPFLENS" perf run "$object" -- true
until_true unloaded

# bpftool's verb for the same: one document, closed when it is interrupted.
"$BPFLENS" prog loadall "$object" --pinmaps "$pins/pipe-maps" --autoattach --hold >/dev/null 2>"$scratch/held" &
children+=($!)
until_true grep -q 'loaded until' "$scratch/held"
timeout -s INT 2 "$BPFLENS" -j map event_pipe pinned "$pins/pipe-maps/my_map" >"$scratch/pipe" 2>"$scratch/err"
same 'map event_pipe -j' '["cpu","data","index","timestamp","type"]' "$(jq -c '.[0] | keys' "$scratch/pipe")"
