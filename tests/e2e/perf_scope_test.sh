#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Two containers, made of namespaces and control groups as runtimes name them: the events of one are seen, those of
# the other aren't, whether bpflens filters or the program does.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

hierarchy=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
[[ -n $hierarchy ]] || skip 'the unified hierarchy is not mounted'
group=$hierarchy/bpflens-e2e-$$
first=$(printf 'a%.0s' {1..64}) second=$(printf 'b%.0s' {1..64})
removed() {
  rmdir "$group"/*/ "$group" 2>/dev/null
  [[ ! -d $group ]]
}
leave() {
  local status=$? child
  for child in "${children[@]}"; do kill -KILL "$child" 2>/dev/null && wait "$child" 2>/dev/null; done
  until_true removed
  (exit "$status")
  finish
}
trap leave EXIT

# container ID: writes, starts programs and sends packets all the time; $pid is its first process.
container() {
  local directory=$group/docker-$1.scope
  mkdir -p "$directory"
  # shellcheck disable=SC2016
  bash -c 'echo $$ >"$1/cgroup.procs"; exec unshare --net --pid --mount --fork --kill-child bash -c "
    ip link set lo up
    while sleep 0.02; do
      echo
      echo x >/dev/udp/127.0.0.1/9
    done >/dev/null 2>&1"' _ "$directory" &
  children+=($!)
  until_true has_child $!
  pid=$(pgrep -P $!)
}
has_child() { [[ -n $(pgrep -P "$1") && $(readlink "/proc/$1/exe") == */unshare ]]; }
inode() { stat -Lc %i "/proc/$1/ns/$2"; }

container "$first" && one=$pid
container "$second" && two=$pid
[[ $(inode "$one" net) != "$(inode "$two" net)" ]] || fail 'the containers share a network'

object=$BPFLENS_BUILD/bpf/trace_output.bpf.o
scoped=$BPFLENS_BUILD/tests/bpf/scoped.bpf.o

# What of a stream is not of the first container.
run() { timeout -s INT 60 "$BPFLENS" -j perf "$@" 2>"$scratch/err"; }
others() { jq -c --arg id "$first" 'select(.lost == null and .container != $id) | .container'; }

# A program that knows nothing of containers, by its samples.
for option in "--container ${first:0:8}" "--cgroup ${group#"$hierarchy"}/docker-$first.scope" \
  "--netns $(inode "$one" net)" "--netns /proc/$one/ns/net" "--pidns /proc/$one/ns/pid" "--mntns $(inode "$one" mnt)" \
  "--pid $one"; do
  # shellcheck disable=SC2086
  run run "$object" --containers --count 20 $option >"$scratch/events" || fail "perf run $option"
  same "$option: events" 20 "$(wc -l <"$scratch/events")"
  same "$option: events of others" '' "$(others <"$scratch/events")"
done
contains 'the other container is left out' "$(<"$scratch/err")" 'others left out'
run run "$object" --containers --count 200 >"$scratch/events"
same 'both containers without a filter' 2 "$(jq -r '.container // empty' "$scratch/events" | sort -u | wc -l)"
same '--comm' '["bash"]' "$(run run "$object" --comm bash --count 1 | jq -c '[.comm]')"

# A program that looks for itself: what it writes into a ring buffer tells its namespaces.
for option in "--container $first" "--netns $(inode "$one" net)" "--pidns $(inode "$one" pid)" "--mntns /proc/$one/ns/mnt" \
  "--cgroup $group/docker-$first.scope"; do
  # shellcheck disable=SC2086
  run run "$scoped" --count 20 $option >"$scratch/events" || fail "perf run $option"
  same "scoped, $option" "[20,[$(inode "$one" net)],[$(inode "$one" pid)],[$(inode "$one" mnt)]]" \
    "$(jq -sc '[length, ([.[].event.netns] | unique), ([.[].event.pidns] | unique), ([.[].event.mntns] | unique)]' \
      "$scratch/events")"
done
same 'scoped, --pid' "[$one]" "$(run run "$scoped" --count 20 --pid "$one" | jq -sc '[.[].event.pid] | unique')"
same 'scoped, --comm' '["bash"]' "$(run run "$scoped" --count 5 --comm bash | jq -sc '[.[].event.comm] | unique')"

# Of a program that somebody else runs, the scope is as it was afterwards.
"$BPFLENS" prog loadall "$scoped" --pinmaps "$pins/maps" --autoattach --hold >/dev/null 2>"$scratch/held" &
holder=$!
children+=("$holder")
until_true grep -q 'loaded until' "$scratch/held"
run stream "$pins/maps/writes" --count 5 --container "$first" >"$scratch/events" || fail 'perf stream'
same 'perf stream of a running program' "[$(inode "$one" net)]" "$(jq -sc '[.[].event.netns] | unique' "$scratch/events")"
same 'the scope is put back' 0 "$("$BPFLENS" -j map dump "$pins/maps/bpflens_scope" | jq '.[0].formatted.value.checks')"
kill -TERM "$holder"
wait "$holder" || fail 'what held the program'
rm -r "$pins/maps"

# The tracers.
run trace exec --count 10 --container "$first" >"$scratch/events" || fail 'perf trace exec'
same 'trace exec' "[10,[\"$first\"],[\"sleep\"],[\"sleep 0.02\"],[$(inode "$one" net)]]" \
  "$(jq -sc '[length, ([.[].container] | unique), ([.[].comm] | unique), ([.[].event.args] | unique),
      ([.[].event.netns] | unique)]' "$scratch/events")"
# Where perf knows control groups (not before something has written to the root's cgroup.subtree_control), samples tell
# the one of their moment, not the one that the process is in later.
if [[ -n $(<"$hierarchy/cgroup.subtree_control") ]] && grep -q '^perf_event[[:space:]]*0[[:space:]]' /proc/cgroups; then
  # shellcheck disable=SC2016
  run trace exec --latency 500 -- bash -c 'echo $$ >"$1/cgroup.procs"
    sleep 7.5 &
    until [[ $(<"/proc/$!/comm") == sleep ]]; do :; done
    echo $! >"$2/cgroup.procs"
    kill $!
    wait' _ "$group/docker-$first.scope" "$hierarchy" >"$scratch/events"
  same 'a process that has moved on' "\"$first\"" "$(jq 'select(.event.args == "sleep 7.5") | .container' "$scratch/events")"
fi
run trace packets --count 10 --container "$first" >"$scratch/events" || fail 'perf trace packets'
same 'trace packets' "[10,[\"$first\"],[$(inode "$one" net)],[\"lo\"]]" \
  "$(jq -sc '[length, ([.[].container] | unique), ([.[].event.netns] | unique), ([.[].event.device] | unique)]' \
    "$scratch/events")"
same 'a packet' '{"direction":"out","device":"lo","protocol":"udp","source":"127.0.0.1","target_port":9,"target":"127.0.0.1"}' \
  "$(run trace packets --netns "/proc/$one/ns/net" --where 'direction==out&&protocol==udp' --count 1 |
    jq -c '.event | {direction, device, protocol, source, target_port, target}')"
contains 'trace packets as text' "$(timeout -s INT 60 "$BPFLENS" perf trace packets --netns "$(inode "$one" net)" --count 2 2>&1)" \
  '127.0.0.1'
status 'packets have no process' 2 "$BPFLENS" perf trace packets --pid 1
