#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Run counts of a program that runs a known number of times, and metrics that Prometheus's own checker takes.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

switch=/proc/sys/kernel/bpf_stats_enabled
before=$(<"$switch")

"$BPFLENS" prog load "$BPFLENS_BUILD/tests/bpf/two_programs.bpf.o" "$pins/on_sys_enter" >/dev/null || fail 'loading'
bpftool prog loadall "$BPFLENS_BUILD/tests/bpf/shapes.bpf.o" "$pins/shapes" || fail 'loading by bpftool'
runs=("$pins"/shapes/*)
program=''
head -c 64 /dev/zero >"$scratch/packet"
for pin in "${runs[@]}"; do
  bpftool prog run pinned "$pin" data_in "$scratch/packet" >/dev/null 2>&1 && program=$pin && break
done
[[ -n $program ]] || fail 'none of the programs can be run'

# While stats look, 5,000 runs: all are counted, and the switch is as it was afterwards.
"$BPFLENS" -j prog stats "$program" --interval 0.5 --count 12 >"$scratch/stats" &
looking=$!
children+=("$looking")
until_true test -s "$scratch/stats"
"$BPFLENS" prog run "$program" --data-in "$scratch/packet" --repeat 5000 >/dev/null || fail 'prog run'
wait "$looking" || fail 'prog stats'
children=()
same 'looks' 12 "$(wc -l <"$scratch/stats")"
same 'runs' 5000 "$(jq -s 'map(.runs) | add' "$scratch/stats")"
same 'totals' true "$(jq -s '.[-1].run_cnt >= 5000 and .[-1].run_time_ns > 0' "$scratch/stats")"
same 'average' true "$(jq -s 'any(.avg_ns > 0 and .avg_ns < 1000000)' "$scratch/stats")"
same 'the switch' "$before" "$(<"$switch")"
same 'what show tells' 5000 "$("$BPFLENS" -j prog show "$program" | jq .run_cnt)"

status 'prog top into a pipe' 0 "$BPFLENS" prog top --interval 0.05 --count 2

# Ctrl-C ends a live view with success.
timeout --signal=INT --preserve-status 1 "$BPFLENS" prog top --interval 0.2 >/dev/null || fail "prog top ended with $?"

status 'metrics' 0 "$BPFLENS" prog stats --openmetrics --interval 0.05
contains 'metrics' "$out" "bpf_program_runs_total{id=\"$("$BPFLENS" -j prog show "$program" | jq .id)\""
needs "promtool is not installed (Debian's package prometheus)" promtool
"$BPFLENS" prog stats --openmetrics --interval 0.05 | promtool check metrics || fail 'promtool finds fault with the metrics'
