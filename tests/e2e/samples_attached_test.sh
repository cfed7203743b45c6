#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The kernel samples' examples on system calls: attached where the kernel has kprobes, counting and streaming.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

[[ -e /sys/bus/event_source/devices/kprobe ]] || skip 'this kernel has no kprobes'
object=$BPFLENS_BUILD/tests/bpf/legacy_trace.bpf.o
upgraded="$object: upgraded 3 legacy maps (hash_map, my_map, runs); took sections kprobe/sys_getuid as ksyscall/getuid, \
kprobe/sys_write as ksyscall/write"

# trace_output: a record for each write(2), with the writer's id and a number to know it by; on CPU 0 only.
"$BPFLENS" -j perf run "$object" --count 50 -- taskset -c 0 dd if=/dev/zero of=/dev/null bs=1 count=5000 >"$scratch/events" 2>"$scratch/err" ||
  fail 'perf run'
contains 'what was upgraded' "$(<"$scratch/err")" "$upgraded"
(($(nproc --all) == 1)) || contains 'which CPU' "$(<"$scratch/err")" 'gives bpf_perf_event_output() the slot 0 of map'
same 'events' 50 "$(jq -s length "$scratch/events")"
same 'who wrote' dd "$(jq -rs 'map(.comm) | unique | join(" ")' "$scratch/events")"
same 'the records' true "$(jq -s '
  def bytes: [range(0; 32; 2) as $i | .[$i:$i + 2]];
  def digit: . as $c | "0123456789abcdef" | index($c);
  def number: reduce (reverse | .[]) as $b (0; . * 256 + ($b[0:1] | digit) * 16 + ($b[1:2] | digit));
  all((.raw | bytes) as $b | ($b[0:4] | number) == .tid and ($b[4:8] | number) == .pid and ($b[8:16] | number) == 305419896)
' "$scratch/events")"

# stress_hmap: a hash that every getuid(2) puts an entry into and takes it out again.
: >"$scratch/messages"
background "$BPFLENS" prog loadall "$object" --pinmaps "$pins/maps" --autoattach --hold >"$scratch/loaded" 2>"$scratch/messages"
holder=$started
until_true grep -q 'loaded until' "$scratch/messages"
contains 'loadall' "$(<"$scratch/messages")" "$upgraded"
ran() {
  bash -c : # asks who runs it
  "$BPFLENS" -j map dump pinned "$pins/maps/runs" | jq -e '.[0].value | any(. != "0x00")' >/dev/null
}
until_true ran
same 'the hash is empty' '[]' "$("$BPFLENS" -j map dump pinned "$pins/maps/hash_map")"
kill -INT "$holder"
status=0
wait "$holder" || status=$?
same 'status of what held it' 0 "$status"
rm -r "$pins/maps"
gone() { ! "$BPFLENS" prog show name stress_hmap >/dev/null 2>&1; }
until_true gone
