#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Compiled objects: what is in them, also in those that others compiled, programs to bytes and back.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

fixtures=$BPFLENS_BUILD/tests/bpf

# Every object that Debian's packages ship is shown and dumped, as text and as JSON; one in sixteen where that takes minutes.
objects=0
for object in /usr/lib/x86_64-linux-gnu/bpf/*.o /lib/udev/rc_keymaps/protocols/*.o "$fixtures"/*.o; do
  [[ -e $object ]] || continue
  objects=$((objects + 1))
  [[ -z ${BPFLENS_TEST_SLOWLY:-} ]] || ((objects % 16 == 0)) || continue
  for verb in 'object show' 'object show --relocations' 'object dump' 'object dump --as macros'; do
    # shellcheck disable=SC2086
    status "$verb $object" 0 "$BPFLENS" $verb "$object"
    [[ -n $out ]] || fail "$verb $object: nothing written"
    # shellcheck disable=SC2086
    "$BPFLENS" -j $verb "$object" 2>/dev/null | jq -e . >/dev/null || fail "-j $verb $object is no JSON"
  done
done
((objects > 20)) || fail "only $objects objects were there to look at"

# What becomes of an instruction that names a map.
contains 'relocations' "$("$BPFLENS" object show --relocations "$fixtures/legacy_maps.bpf.o")" \
  'r1 = 0x0  R_BPF_64_64 hash_map  BPF_LD_MAP_FD(R1, fd of hash_map)'

# A program as bytes: out of an object, into the kernel, out of it, and in again.
printf '\xb7\x00\x00\x00\x02\x00\x00\x00\x95\x00\x00\x00\x00\x00\x00\x00' >"$scratch/pass.raw"
status 'prog load --raw' 0 "$BPFLENS" prog load --raw "$scratch/pass.raw" --type xdp "$pins/pass"
"$BPFLENS" prog dump xlated "$pins/pass" --as raw >"$scratch/again.raw"
cmp "$scratch/pass.raw" "$scratch/again.raw" || fail 'the bytes changed on the way'
same 'as macros' 'BPF_MOV64_IMM(BPF_REG_0, 2),
BPF_EXIT_INSN(),' "$("$BPFLENS" prog dump xlated "$pins/pass" --as macros | grep -v '^/\*')"
status 'prog load --raw of what was dumped' 0 "$BPFLENS" prog load --raw "$scratch/again.raw" --type xdp

# Two builds of the same source.
cp "$fixtures/subprograms.bpf.o" "$scratch/a.o"
status 'diff of the same' 0 "$BPFLENS" object diff "$scratch/a.o" "$fixtures/subprograms.bpf.o"
status 'diff of others' 1 "$BPFLENS" object diff "$scratch/a.o" "$fixtures/two_programs.bpf.o"

# Types: the same as bpftool's, as text, as JSON and as C.
object=$fixtures/shapes.bpf.o
same 'btf dump file' "$(bpftool btf dump file "$object")" "$("$BPFLENS" btf dump file "$object")"
covers 'btf dump file -j' "$(bpftool -j btf dump file "$object")" "$("$BPFLENS" -j btf dump file "$object")"
declarations() { sed -n '/^\(struct\|union\|enum\|typedef\)/,/^};/p'; }
same 'btf dump file format c' "$(bpftool btf dump file "$object" format c | declarations)" \
  "$("$BPFLENS" btf dump file "$object" format c | declarations)"
if [[ -e /sys/kernel/btf/vmlinux && -z ${BPFLENS_TEST_SLOWLY:-} ]]; then
  same 'btf dump of the kernel' "$(bpftool btf dump file /sys/kernel/btf/vmlinux | cksum)" "$("$BPFLENS" btf dump | cksum)"
  "$BPFLENS" -j btf dump | jq -e '.types | length > 1000' >/dev/null || fail '-j btf dump is no document'
fi
"$BPFLENS" prog load "$fixtures/subprograms.bpf.o" "$pins/typed" >/dev/null || fail 'load the fixture'
id=$("$BPFLENS" -j prog show pinned "$pins/typed" | jq .id)
map=$("$BPFLENS" -j prog show pinned "$pins/typed" | jq '.map_ids[0]')
same 'btf dump prog' "$(bpftool btf dump prog id "$id")" "$("$BPFLENS" btf dump prog id "$id")"
for part in key value kv all; do
  same "btf dump map $part" "$(bpftool btf dump map id "$map" "$part")" "$("$BPFLENS" btf dump map id "$map" "$part")"
done
