#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# A CPU goes away under a stream, and comes back.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

[[ -n ${BPFLENS_TEST_SLOWLY:-} ]] || skip 'CPUs are unplugged in virtual machines only'
online=/sys/devices/system/cpu/cpu1/online
[[ -w $online ]] || skip 'there is no second CPU to unplug'

object=$BPFLENS_BUILD/bpf/trace_output.bpf.o
writes() { while sleep 0.01; do echo; done >/dev/null; }
taskset -c 0 bash -c "$(declare -f writes); writes" &
children+=($!)
bash -c "$(declare -f writes); taskset -cp 1 \$\$ >/dev/null; writes" &
children+=($!)

background "$BPFLENS" -j perf run "$object" >"$scratch/events" 2>"$scratch/messages"
stream=$started
count() { jq -r "select(.cpu == $1) | .cpu" "$scratch/events" 2>/dev/null | wc -l; }
# more CPU: events of it have come since the last call.
declare -A seen=([0]=0 [1]=0)
more() { (($(count "$1") > seen[$1])); }
goes_on() {
  seen[$1]=$(count "$1")
  until_true more "$1"
}
goes_on 0
goes_on 1
echo 0 >"$online"
goes_on 0
[[ -e /proc/$stream ]] || fail 'the stream ended with its CPU'
ticks() { awk '{ print $14 + $15 }' "/proc/$stream/stat"; }
before=$(ticks)
sleep 2
(($(ticks) - before < 100)) || fail "the stream is busy with a CPU that is gone: $(($(ticks) - before)) ticks in 2 s"
echo 1 >"$online"
taskset -c 1 bash -c "$(declare -f writes); writes" &
children+=($!)
goes_on 0
goes_on 1
kill -INT "$stream"
status=0
wait "$stream" || status=$?
same 'status of the stream' 0 "$status"
same 'lines that are no JSON object' '' "$(jq -r 'select(type != "object")' "$scratch/events" 2>&1)"
contains 'the summary' "$(<"$scratch/messages")" 'events received'
