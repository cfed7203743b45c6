#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# bpftool as oracle: what its JSON says of a program, map or attachment, ours says too, field by field.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

bpftool prog loadall "$BPFLENS_BUILD/tests/bpf/shapes.bpf.o" "$pins/programs" pinmaps "$pins/maps" || fail 'loading'

for pin in "$pins"/programs/*; do
  oracle=$(bpftool -j prog show pinned "$pin")
  id=$(jq .id <<<"$oracle")
  name=$(jq -r .name <<<"$oracle")
  for object in "$id" "$pin" "id $id" "pinned $pin" "name $name" "tag $(jq -r .tag <<<"$oracle")"; do
    # shellcheck disable=SC2086
    ours=$("$BPFLENS" -j prog show $object | jq -c --argjson id "$id" 'if type == "array" then .[] | select(.id == $id) else . end')
    covers "prog show $object" "$oracle" "$ours"
  done
  covers "prog list: $name" "$oracle" "$("$BPFLENS" -j prog list | jq ".[] | select(.id == $id)")"
  covers "prog list -f: $name" "$(bpftool -jf prog show id "$id")" "$("$BPFLENS" -jf prog show id "$id")"
done

for pin in "$pins"/maps/*; do
  oracle=$(bpftool -j map show pinned "$pin")
  id=$(jq .id <<<"$oracle")
  for object in "$id" "$pin" "id $id" "pinned $pin"; do
    # shellcheck disable=SC2086
    covers "map show $object" "$oracle" "$("$BPFLENS" -j map show $object)"
  done
  covers "map list: ${pin##*/}" "$oracle" "$("$BPFLENS" -j map list | jq ".[] | select(.id == $id)")"
  covers "map list -f: ${pin##*/}" "$(bpftool -jf map show id "$id")" "$("$BPFLENS" -jf map show id "$id")"
done

# The order of bpftool's keys is kept, too: scripts print them with to_entries.
first=("$pins"/programs/*)
keys() { jq -c --argjson of "$1" 'keys_unsorted - (keys_unsorted - ($of | keys_unsorted))'; }
oracle=$(bpftool -j prog show pinned "${first[0]}")
same 'order of the keys' "$(keys "$oracle" <<<"$oracle")" "$("$BPFLENS" -j prog show pinned "${first[0]}" | keys "$oracle")"

# Same ids in the same order. Others' objects may come and go between the two.
ids() { jq -c '[.[].id]'; }
listed() { [[ $(bpftool -j "$1" list | ids) == "$("$BPFLENS" -j "$1" list | ids)" ]]; }
until_true listed prog
until_true listed map

# Entries: bpftool writes them, both read them. (Not with quotes in text: bpftool does not escape them.)
update() { bpftool map update pinned "$pins/maps/$1" key "${@:2}" || fail "update $1"; }
for port in 1 2 3; do
  update flows hex 0a 00 00 0"$port" 0"$port" 00 06 00 value hex 0"$port" 00 00 00 00 00 00 00 ff ff ff ff \
    41 42 43 00 00 00 00 00 01 00 00 00 02 00 00 00 03 00 00 00 04 00 00 00 00 00 00 00
done
update counts hex 01 00 00 00 value hex 2a 00 00 00 00 00 00 80
update untyped hex 01 02 03 04 value hex 05 06 07 08 09 0a
update prefixes hex 18 00 00 00 0a 00 00 00 value hex 01 00 00 00
update per_cpu_hash 7 0 0 0 value 9 0 0 0
for name in flows counts per_cpu per_cpu_hash untyped prefixes shapes.bss shapes.rodata; do
  pin=$pins/maps/$name
  [[ -e $pin ]] || pin=$pins/maps/${name/./_}
  oracle=$(bpftool -j map dump pinned "$pin")
  covers "map dump $name" "$oracle" "$("$BPFLENS" -j map dump pinned "$pin")"
  covers "map dump -p $name" "$oracle" "$("$BPFLENS" -p map dump "$pin")"
done

# A batch of it all.
cat >"$scratch/batch" <<EOF
# comments and joined lines
prog show pinned $(printf '%s\n' "$pins"/programs/* | head -n 1)  # one
map lookup pinned \
  $pins/maps/counts key hex 01 00 00 00

map dump pinned "$pins/maps/untyped"
map show pinned $pins/nosuch
version
EOF
oracle=$(bpftool -j batch file "$scratch/batch" | jq -c 'del(.[] | select(.output.error?).output)')
covers 'batch' "$oracle" "$("$BPFLENS" -j batch file "$scratch/batch")"
covers 'batch -p' "$oracle" "$("$BPFLENS" -p batch - <"$scratch/batch")"
same 'batch: words as typed' "map lookup pinned $pins/maps/counts key hex 01 00 00 00" \
  "$("$BPFLENS" -j batch "$scratch/batch" | jq -r '.[1].command | join(" ")')"

# The same instructions, to the byte and in words. Since 6.9 the verifier has words for moves to per-CPU pointers, which
# bpftool 7.1 doesn't know.
for pin in "$pins"/programs/*; do
  bpftool prog dump xlated pinned "$pin" file "$scratch/oracle" >/dev/null
  status "prog dump xlated ${pin##*/} file" 0 "$BPFLENS" prog dump xlated pinned "$pin" file "$scratch/ours"
  cmp "$scratch/oracle" "$scratch/ours" || fail "prog dump xlated ${pin##*/}: other instructions"
  words() { jq -r '.[].disasm // empty' | sed 's/&(void __percpu \*)(\(r[0-9]\))/\1/'; }
  same "prog dump xlated ${pin##*/}" "$(bpftool -j prog dump xlated pinned "$pin" | words)" \
    "$("$BPFLENS" -j prog dump xlated pinned "$pin" | words)"
done

# A run: the same return value, packet and context; durations differ.
head -c 64 /dev/urandom >"$scratch/packet"
for run in "data_in $scratch/packet" "data_in $scratch/packet data_out -" "data_in $scratch/packet data_out - repeat 20"; do
  for pin in "$pins"/programs/*; do
    # shellcheck disable=SC2086
    oracle=$(bpftool -j prog run pinned "$pin" $run) || continue # tracepoint programs can't be run
    oracle=$(jq 'del(.duration)' <<<"$oracle")
    # shellcheck disable=SC2086
    covers "prog run ${pin##*/} $run" "$oracle" "$("$BPFLENS" -j prog run pinned "$pin" $run)"
  done
done
first=("$pins"/programs/*)
"$BPFLENS" prog run "${first[0]}" data_in - data_out "$scratch/ours" <"$scratch/packet" >/dev/null || fail 'run from standard input'
bpftool prog run pinned "${first[0]}" data_in "$scratch/packet" data_out "$scratch/oracles" >/dev/null
cmp "$scratch/ours" "$scratch/oracles" || fail 'the packets that come out differ'
