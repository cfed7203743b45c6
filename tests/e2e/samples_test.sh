#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The kernel samples' examples in the form of their day: what becomes of their instructions, and load_byte on a packet.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

fixtures=$BPFLENS_BUILD/tests/bpf

# How an instruction that names a map is translated.
macros=$("$BPFLENS" object dump "$fixtures/legacy_trace.bpf.o" stress_hmap --as macros)
contains 'a map' "$macros" 'BPF_LD_MAP_FD(BPF_REG_1, hash_map_fd)'
contains 'a helper' "$macros" 'BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem)'
relocations=$("$BPFLENS" object show --relocations "$fixtures/legacy_trace.bpf.o")
contains 'a map by its relocation' "$relocations" 'BPF_LD_MAP_FD(R1, fd of hash_map)'

# load_byte: packets are counted in bytes by protocol. Runs by hand begin at the IP header where packet sockets begin
# at the Ethernet header, so the byte that is taken for the protocol is 14 bytes further on.
packet() { head -c 37 /dev/zero; printf '\x11'; head -c 26 /dev/zero; }
packet >"$scratch/packet"
status 'load' 0 "$BPFLENS" prog loadall "$fixtures/legacy_load_byte.bpf.o" "$pins/load_byte" --pinmaps "$pins/maps"
same 'what was upgraded' "bpflens: $fixtures/legacy_load_byte.bpf.o: upgraded 1 legacy map (my_map); took section socket1 as socket" "$err"
status 'run' 0 "$BPFLENS" prog run "$pins/load_byte/bpf_prog1" --data-in "$scratch/packet" --repeat 3
counted() { "$BPFLENS" -j map dump pinned "$pins/maps/my_map" | jq -c '.[] | select(.value | any(. != "0x00")) | [.key[0], .value[0:2]]'; }
same 'bytes counted for protocol 17' '["0x11",["0x96","0x00"]]' "$(counted)" # three times 50
rm -r "$pins/load_byte" "$pins/maps"
gone() { ! "$BPFLENS" prog show name bpf_prog1 >/dev/null 2>&1; }
until_true gone
