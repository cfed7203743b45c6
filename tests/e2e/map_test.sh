#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Maps of every type: made, filled, exported and imported, refused with reasons; bpftool reads what is left.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

map() { "$BPFLENS" map "$@"; }
new() { map create "$pins/$1" --type "${@:2}" || fail "create $1"; }
dump() { bpftool -j map dump pinned "$pins/$1" | jq -cS 'sort_by(.key)'; }
lines() { map export "$pins/$1" | sort; }

new inner array --key-size 4 --value-size 8 --entries 1

# Every type that Linux 6.18 has can be made, or the reason names it; what is made is listed as bpftool lists it.
declare -A words=(
  [hash]='--key-size 4 --value-size 8 --entries 16' [array]='--key-size 4 --value-size 8 --entries 4'
  [prog_array]='--key-size 4 --value-size 4 --entries 4' [perf_event_array]='--key-size 4 --value-size 4 --entries 4'
  [percpu_hash]='--key-size 4 --value-size 8 --entries 16' [percpu_array]='--key-size 4 --value-size 8 --entries 4'
  [stack_trace]='--key-size 4 --value-size 80 --entries 4' [cgroup_array]='--key-size 4 --value-size 4 --entries 4'
  [lru_hash]='--key-size 4 --value-size 8 --entries 16' [lru_percpu_hash]='--key-size 4 --value-size 8 --entries 16'
  [lpm_trie]='--key-size 8 --value-size 4 --entries 16'
  [array_of_maps]="--key-size 4 --value-size 4 --entries 4 --inner-map $pins/inner"
  [hash_of_maps]="--key-size 4 --value-size 4 --entries 4 --inner-map $pins/inner"
  [devmap]='--key-size 4 --value-size 4 --entries 4' [sockmap]='--key-size 4 --value-size 8 --entries 4'
  [cpumap]='--key-size 4 --value-size 4 --entries 2' [xskmap]='--key-size 4 --value-size 4 --entries 4'
  [sockhash]='--key-size 4 --value-size 8 --entries 4' [cgroup_storage]='--key-size 8 --value-size 8'
  [reuseport_sockarray]='--key-size 4 --value-size 8 --entries 4' [percpu_cgroup_storage]='--key-size 8 --value-size 8'
  [queue]='--value-size 4 --entries 4' [stack]='--value-size 4 --entries 4' [sk_storage]='--value-size 8'
  [devmap_hash]='--key-size 4 --value-size 4 --entries 4' [ringbuf]='--entries 4096'
  [struct_ops]='--key-size 4 --entries 1'
  [inode_storage]='--value-size 8' [task_storage]='--value-type u64' [bloom_filter]='--value-size 4 --entries 16'
  [user_ringbuf]='--entries 4096' [cgrp_storage]='--value-size 8' [arena]='--entries 4'
)
for type in "${!words[@]}"; do
  [[ $type == struct_ops ]] && words[$type]+=" --value-type struct\ bpf_struct_ops_tcp_congestion_ops"
  # inode_storage needs the BPF LSM in the kernel; old kernels lack the newest types: feature probe knows.
  eval "made=(${words[$type]})"
  if map create "$pins/$type" --type "$type" "${made[@]}" 2>"$scratch/err"; then
    # A type that bpftool doesn't know is a number to it.
    covers "map show of a $type" "$(bpftool -j map show pinned "$pins/$type" | jq -c 'if (.type | type) == "number" then del(.type) else . end')" \
      "$("$BPFLENS" -j map show "$pins/$type")"
  else
    have=$("$BPFLENS" -j feature probe kernel | jq ".map_types.have_${type}_map_type")
    contains "creating a $type" "$(<"$scratch/err")" 'cannot create a'
    [[ $have == false ]] || echo "note: $type: $(<"$scratch/err")"
  fi
done
for type in hash array prog_array perf_event_array percpu_hash percpu_array stack_trace cgroup_array lru_hash lru_percpu_hash \
  lpm_trie array_of_maps hash_of_maps devmap sockmap cpumap xskmap sockhash cgroup_storage reuseport_sockarray \
  percpu_cgroup_storage queue stack sk_storage devmap_hash ringbuf; do
  [[ -e $pins/$type ]] || fail "no $type was made"
done

# What has no entries to show says what to use instead.
for words in 'ringbuf:perf stream' 'perf_event_array:perf stream' 'queue:map peek' 'stack:map pop' 'bloom_filter:map lookup' \
  'sk_storage:map lookup'; do
  [[ -e $pins/${words%%:*} ]] || continue
  status "dump of a ${words%%:*}" 3 "$BPFLENS" map dump "$pins/${words%%:*}"
  contains "dump of a ${words%%:*}" "$err" "bpflens ${words#*:}"
done

# A round trip: what is exported and imported into a second map of the type is the same to both tools.
bpftool prog load "$BPFLENS_BUILD/tests/bpf/no_gpl.bpf.o" "$pins/program" 2>"$scratch/err" || bpftool prog loadall \
  "$BPFLENS_BUILD/tests/bpf/two_programs.bpf.o" "$pins/programs" || fail 'loading a program'
program=$(find "$pins/program" "$pins/programs" -type f 2>/dev/null | head -n 1)
fill() {
  local type=$1 key
  case $type in
    lpm_trie) for key in 10.0.0.0/8 10.1.0.0/16 192.168.1.7/32 0.0.0.0/0; do map update "$pins/$type" "$key" 7 || return; done ;;
    *_of_maps) map update "$pins/$type" 1 "$pins/inner" ;;
    prog_array) map update "$pins/$type" 2 "$program" ;;
    devmap | devmap_hash) map update "$pins/$type" 1 1 ;;
    cpumap) map update "$pins/$type" 0 192 ;;
    *) for key in 0 1 2 3; do map update "$pins/$type" "$key" $((key * 1000000007 + 5)) || return; done ;;
  esac
}
for type in hash array percpu_hash percpu_array lru_hash lru_percpu_hash lpm_trie array_of_maps hash_of_maps prog_array devmap \
  devmap_hash cpumap; do
  fill "$type" || fail "filling a $type"
  eval "made=(${words[$type]})"
  new "$type-2" "$type" "${made[@]}"
  lines "$type" >"$scratch/lines"
  [[ -s $scratch/lines ]] || fail "export of a $type is empty"
  status "import of a $type" 0 "$BPFLENS" map import "$pins/$type-2" "$scratch/lines"
  same "round trip of a $type" "$(<"$scratch/lines")" "$(lines "$type-2")"
  same "round trip of a $type for bpftool" "$(dump "$type")" "$(dump "$type-2")"
  covers "dump of a $type" "$(bpftool -j map dump pinned "$pins/$type")" "$("$BPFLENS" -j map dump "$pins/$type")"
done

# Typed maps: fields in and out, and for bpftool, too.
new flows hash --entries 16 --key-type 'struct flow { u32 ip; u16 port; u16 protocol; }' \
  --value-type 'struct counts { u64 bytes; enum verdict { PASS, DROP } verdict; char name[4]; }'
map update "$pins/flows" '{"ip":1,"port":53}' '{"bytes":18446744073709551615,"verdict":"DROP","name":"dns"}' || fail 'typed update'
same 'bpftool reads what was written' \
  '{"key":{"ip":1,"port":53,"protocol":0},"value":{"bytes":18446744073709551615,"verdict":"DROP","name":"dns"}}' \
  "$(bpftool map dump pinned "$pins/flows" | tr -d ' \n\t' | sed 's/^\[//; s/\]$//')"
covers 'lookup' "$(bpftool -j map lookup pinned "$pins/flows" key hex 01 0 0 0 35 0 0 0)" \
  "$("$BPFLENS" -j map lookup pinned "$pins/flows" key hex 01 0 0 0 35 0 0 0)"
covers 'getnext' "$(bpftool -j map getnext pinned "$pins/hash")" "$("$BPFLENS" -j map getnext pinned "$pins/hash")"
status 'a wrong enumerator' 2 "$BPFLENS" map update "$pins/flows" '{"ip":1}' '{"verdict":"DRP"}'
contains 'a wrong enumerator' "$err" 'value.verdict: "DRP" is not in enum verdict: PASS, DROP'

# Queues and stacks by bpftool's words.
for type in queue stack; do
  map push "$pins/$type" 1 && bpftool map push pinned "$pins/$type" value 2 0 0 0 || fail "push to a $type"
  covers "peek at a $type" "$(bpftool -j map peek pinned "$pins/$type")" "$("$BPFLENS" -j map peek pinned "$pins/$type")"
done
same 'queue: dequeue' '["0x01","0x00","0x00","0x00"]' "$("$BPFLENS" -j map dequeue pinned "$pins/queue" | jq -c .value)"
same 'stack: pop' '["0x02","0x00","0x00","0x00"]' "$("$BPFLENS" -j map pop pinned "$pins/stack" | jq -c .value)"

# Refusals: the reason, nothing half done.
refused() {
  status "$1" "$2" "$BPFLENS" map "${@:4}"
  contains "$1" "$err" "$3"
}
new small hash --key-size 4 --value-size 8 --entries 1
map update "$pins/small" 1 1
refused 'a full map' 3 'the map is full (max_entries is 1)' update "$pins/small" 2 2
refused 'a wrong size' 2 'the value has 8 bytes, 2 given' update "$pins/small" key hex 1 0 0 0 value hex 1 2
refused 'an index beyond the end' 3 'the last index is 3' update "$pins/array" 9 1
refused 'noexist' 3 'the key is there already' update "$pins/small" 1 1 noexist
refused 'an inner map of another shape' 3 'not of the form' update "$pins/array_of_maps" 0 "$pins/hash"
refused 'maps of maps of maps' 3 'cannot create' create "$pins/deep" --type array_of_maps --key-size 4 --value-size 4 --entries 1 --inner-map "$pins/array_of_maps"
map freeze "$pins/small" || fail 'freeze'
refused 'a frozen map' 3 'the map is frozen' update "$pins/small" 1 2
refused 'a frozen map' 3 'the map is frozen' delete "$pins/small" 1
printf '{"key_bytes":"01000000","values_bytes":["0100000000000000"]}\n' >"$scratch/lines"
[[ $(nproc --all) == 1 ]] || refused 'values of another number of CPUs' 3 'line 1: values_bytes must be an array of' \
  import "$pins/percpu_hash" "$scratch/lines"
new readonly hash --key-size 4 --value-size 8 --entries 4 --flags rdonly
new writeonly hash --key-size 4 --value-size 8 --entries 4 --flags wronly
map update "$pins/readonly" 1 1 2>"$scratch/err" || contains 'a read-only map' "$(<"$scratch/err")" 'read'
map dump "$pins/writeonly" >"$scratch/out" 2>"$scratch/err" || contains 'a write-only map' "$(<"$scratch/err")" 'writ'

# An import that stops says where and how far it came.
printf '{"key":%d,"value":1}\n' 1 2 3 >"$scratch/lines"
printf '{"key":"x","value":1}\n{"key":5,"value":1}\n' >>"$scratch/lines"
new typed hash --entries 16 --key-type u32 --value-type u64
refused 'a bad record' 3 'line 4: key: "x" is no integer; 3 records were imported' import "$pins/typed" "$scratch/lines"
same 'records before the bad one' 3 "$(map count "$pins/typed")"
refused 'a bad record with --replace' 3 'line 4' import "$pins/typed" "$scratch/lines" --replace
same 'the map as it was' 3 "$(map count "$pins/typed")"
refused 'a bad record with --dry-run' 3 'line 4: key: "x" is no integer; 0 records' import "$pins/typed" "$scratch/lines" --dry-run
head -n 2 "$scratch/lines" >"$scratch/good"
status 'import --replace' 0 "$BPFLENS" map import "$pins/typed" "$scratch/good" --replace
same 'entries after --replace' '1 2' "$(map export "$pins/typed" | jq -s '[.[].key] | sort | "\(.[0]) \(.[1])"' -r)"

# A map that changes: watched, and dumped under load.
"$BPFLENS" map watch "$pins/typed" --interval 0.05 >"$scratch/changes" 2>"$scratch/messages" &
watch=$!
children+=("$watch")
until_true test -s "$scratch/messages"
map update "$pins/typed" 1 11
until_true grep -q changed "$scratch/changes"
map delete "$pins/typed" 2
until_true grep -q removed "$scratch/changes"
map update "$pins/typed" 7 1
until_true grep -q added "$scratch/changes"
kill -TERM "$watch"
wait "$watch" || fail 'status of map watch'
same 'what was seen' '["changed",1,10]["removed",2,null]["added",7,null]' \
  "$(jq -c '[.change, .key, .delta]' "$scratch/changes" | tr -d '\n')"

# Keys come and go; of those that stay each is printed once, whichever way the map is walked. Slow machines look less
# often.
rounds=20
[[ -z ${BPFLENS_TEST_SLOWLY:-} ]] || rounds=3
for type in hash lpm_trie devmap_hash; do
  case $type in
    hash) eval 'made=(--key-type u32 --value-type u64 --entries 4096)' ;;
    lpm_trie) made=(--key-size 8 --value-size 4 --entries 4096) ;;
    devmap_hash) made=(--key-size 4 --value-size 4 --entries 4096) ;;
  esac
  new "busy-$type" "$type" "${made[@]}"
  for ((i = 0; i < 256; ++i)); do
    if [[ $type == lpm_trie ]]; then
      printf '{"key_bytes":"180000000a00%02x00","value_bytes":"01000000"}\n' "$i"
    elif [[ $type == hash ]]; then
      printf '{"key":%d,"value":1}\n' "$i"
    else
      printf '{"key_bytes":"%02x000000","value_bytes":"01000000"}\n' "$i"
    fi
  done >"$scratch/lines"
  map import "$pins/busy-$type" "$scratch/lines" >/dev/null || fail "filling busy-$type"
  head -n 128 "$scratch/lines" >"$scratch/some"
  while :; do
    head -n 128 "$scratch/lines" | jq -r '.key // .key_bytes' | while read -r key; do
      [[ $type == hash ]] || key="hex $key"
      # shellcheck disable=SC2086
      map delete "$pins/busy-$type" $key
    done
    map import "$pins/busy-$type" "$scratch/some"
  done >/dev/null 2>&1 &
  writer=$!
  children+=("$writer")
  for ((i = 0; i < rounds; ++i)); do
    timeout 20 "$BPFLENS" -j map dump "$pins/busy-$type" >"$scratch/out" 2>"$scratch/err"
    code=$?
    ((code == 124)) && fail "dump of busy-$type doesn't end"
    twice=$(jq -c '[.[].key] | length - (unique | length)' "$scratch/out")
    if [[ $twice != 0 ]]; then contains "double entries of busy-$type" "$(<"$scratch/err")" 'double'; fi
    stayed=$(jq '[.[] | select(has("value")) | .key | join("")] | unique | length' "$scratch/out")
    if ((code == 0 && stayed < 128)); then fail "busy-$type: only $stayed of the 128 that stay"; fi
  done
  kill "$writer" && wait "$writer" 2>/dev/null
done

# bpftool's way to read events, told apart by their bytes.
object=$BPFLENS_BUILD/bpf/trace_output.bpf.o
"$BPFLENS" prog loadall "$object" --pinmaps "$pins/event-maps" --autoattach --hold >/dev/null 2>"$scratch/held" &
children+=($!)
until_true grep -q 'loaded until' "$scratch/held"
while sleep 0.01; do echo; done >/dev/null &
children+=($!)
background "$BPFLENS" -j map event_pipe pinned "$pins/event-maps/my_map" >"$scratch/events" 2>"$scratch/messages"
pipe=$started
many() { (($(wc -c <"$scratch/events") > 1000)); }
until_true many
kill -INT "$pipe"
wait "$pipe" || fail 'status of map event_pipe'
same 'events as one document' '["cpu","data","index","timestamp","type"]' "$(jq -c '.[0] | keys' "$scratch/events")"
same 'bytes of an event' true "$(jq '.[0].data | length >= 16 and all(test("^0x[0-9a-f]{2}$"))' "$scratch/events")"
refused 'event_pipe of a hash' 2 'event_pipe reads perf event arrays' event_pipe "$pins/hash"

# Names beyond what the kernel keeps.
bpftool map create "$pins/a_name_longer_than_15" type hash key 4 value 4 entries 1 name a_name_longer_t || fail 'create'
same 'the whole name' '["a_name_longer_t","a_name_longer_than_15"]' \
  "$("$BPFLENS" -j map show "$pins/a_name_longer_than_15" | jq -c '[.name, .full_name]')"
