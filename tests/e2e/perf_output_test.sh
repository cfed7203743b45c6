#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Where streams go and how they end: files, rotation, full disks, commands, signals; and where types come from.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$BPFLENS_BUILD/bpf/trace_output.bpf.o
while sleep 0.005; do echo; done >/dev/null &
children+=($!)
taskset -c 0 bash -c 'while sleep 0.01; do echo; done' >/dev/null &
children+=($!)
ours() { bpftool -j prog list | jq '[.[] | select(.name == "trace_write")] | length'; }
before=$(ours)
gone() { [[ $(ours) == "$before" ]]; }

# A file is added to; as text and JSON, with the summary where it always is.
status '--output' 0 "$BPFLENS" -j perf run "$object" --count 10 --output "$scratch/file"
same 'nothing on standard output' '' "$out"
contains 'the summary' "$err" '10 events received'
status '--output again' 0 "$BPFLENS" -j perf run "$object" --count 5 --output "$scratch/file"
same 'events in the file' 15 "$(jq -s length "$scratch/file")"

# Full files are renamed, the oldest goes; every line is whole, and none is lost in between.
status '--rotate' 0 "$BPFLENS" -j perf run "$object" --count 200 --output "$scratch/rotated" --rotate 4KiB --keep 2
same 'files' "rotated rotated.1 rotated.2" "$(cd "$scratch" && echo rotated*)"
for file in "$scratch"/rotated*; do
  (($(stat -c %s "$file") <= 4096)) || fail "$file is too long"
  jq -s length "$file" >/dev/null || fail "$file is not valid"
done
same '--rotate without a file' 2 "$("$BPFLENS" perf run "$object" --rotate 4KiB 2>/dev/null; echo $?)"

# A full disk ends the stream with an error, and the file with a whole line.
mkdir "$scratch/small"
mount -t tmpfs -o size=16k tmpfs "$scratch/small"
status 'a full disk' 3 timeout 60 "$BPFLENS" -j perf run "$object" --own --output "$scratch/small/file"
contains 'a full disk' "$err" ENOSPC
contains 'a full disk: the summary' "$err" 'events received'
jq -s length "$scratch/small/file" >/dev/null || fail 'the file on the full disk is not valid'
(($(stat -c %s "$scratch/small/file") > 8000)) || fail 'the file on the full disk is nearly empty'
umount "$scratch/small"
until_true gone

# A command's end is the stream's, and its status ours.
status 'a command that fails' 7 timeout 60 "$BPFLENS" perf run "$object" -- sh -c 'echo; exit 7'
contains 'a command that fails' "$err" 'sh ended with status 7'
until_true gone

# SIGTERM.
"$BPFLENS" -j perf run "$object" >"$scratch/events" 2>"$scratch/messages" &
stream=$!
children+=("$stream")
until_true test -s "$scratch/events"
kill -TERM "$stream"
status=0
wait "$stream" || status=$?
same 'SIGTERM: status' 0 "$status"
contains 'SIGTERM: summary' "$(<"$scratch/messages")" 'events received'
jq -s length "$scratch/events" >/dev/null || fail 'SIGTERM: the output is not valid'
until_true gone

# The map's programs are unloaded while it is read: the stream goes on until it is ended, and ends well.
"$BPFLENS" prog loadall "$object" --pinmaps "$pins/maps" --autoattach --hold >/dev/null 2>"$scratch/held" &
holder=$!
children+=("$holder")
until_true grep -q 'loaded until' "$scratch/held"
"$BPFLENS" -j perf stream "$pins/maps/my_map" >"$scratch/streamed" 2>"$scratch/messages" &
stream=$!
children+=("$stream")
until_true test -s "$scratch/streamed"
status 'a second reader' 3 "$BPFLENS" perf stream "$pins/maps/my_map"
contains 'a second reader is told of the first' "$err" "bpflens (process $stream) reads it already"
kill -TERM "$holder"
wait "$holder" || fail 'what held the program'
rm -r "$pins/maps"
until_true gone
kill -INT "$stream"
wait "$stream" || fail 'a stream of a map that has gone'
jq -s length "$scratch/streamed" >/dev/null || fail 'a map that has gone: the output is not valid'

# Rates.
contains '--rate' "$("$BPFLENS" perf run "$object" --rate --duration 1.5 2>/dev/null)" 'EVENTS/S'
same '--rate -j' number "$("$BPFLENS" -j perf run "$object" --rate --duration 1.5 2>/dev/null | jq -rs '.[0].rate | type')"

# Where types come from: the object, --layout, a file, DWARF, the legacy object of the kernel's samples.
first() { timeout 60 "$BPFLENS" -j perf run "$@" --count 1 2>/dev/null | jq -c '[.type, (.event | if . then keys else . end), .raw]'; }
same 'the exported type' '["struct event",["cookie","pid"],null]' "$(first "$object")"
same '--layout' '["struct",["a","b"],null]' "$(first "$object" --layout 'u64 a; u64 b')"
same '--fields' '["struct event",["cookie"],null]' "$(first "$object" --fields cookie)"
same '--where' 305419896 "$("$BPFLENS" -j perf run "$object" --where 'cookie == 0x12345678' --count 1 2>/dev/null | jq .event.cookie)"
seed=$BPFLENS_BUILD/tests/bpf/seed.bpf.o
same 'the seed by its DWARF' '["struct S",["cookie","pid"],null]' "$(first "$seed")"
(($(nproc --all) == 1)) || contains 'what the seed loses' "$("$BPFLENS" perf run "$seed" --duration 0.1 2>&1)" 'gives bpf_perf_event_output() the slot 0 of map'
same 'what the tracer of today loses' '' "$("$BPFLENS" perf run "$object" --duration 0.1 2>&1 >/dev/null | grep 'the slot')"
stripped=$BPFLENS_BUILD/tests/bpf/seed_without_dwarf.bpf.o
contains 'the seed without DWARF' "$(first "$stripped")" '78563412'
same 'types of another file' '["struct S",["cookie","pid"],null]' "$(first "$stripped" --btf "$seed" --type 'struct S')"

# Printed lines, with events and alone, and the instance is gone.
prints=$BPFLENS_BUILD/tests/bpf/prints.bpf.o
same '--printk' '"printk"' "$("$BPFLENS" -j perf run "$prints" --printk -- true 2>/dev/null | jq -sc '.[0].source')"
same 'tracing instances' '' "$(cd /sys/kernel/tracing/instances && echo bpflens*  | grep -v '\*')"
