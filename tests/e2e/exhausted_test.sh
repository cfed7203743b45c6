#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What runs out: descriptors, and room on a disk.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$BPFLENS_BUILD/tests/bpf/two_programs.bpf.o

# Few descriptors: what needs more says so, and nothing is left behind.
limited() { (ulimit -n "$1" && shift && exec "$BPFLENS" "$@"); }
objects() { { bpftool -j prog list; bpftool -j map list; } | jq -s 'add | length'; }
before=$(objects)
said=0
# With fewer than 6 the binary has no libraries.
for limit in 6 7 8 10 12 14; do
  for words in 'prog list' 'map list' 'pin list' "prog loadall $object $pins/all pinmaps $pins/maps" \
    "map create $pins/m --type hash --key-type u32 --value-type u32 --entries 4" 'feature check prog:xdp'; do
    got=0
    # shellcheck disable=SC2086
    limited "$limit" $words >"$scratch/out" 2>"$scratch/err" || got=$?
    ((got <= 6)) || fail "$words with $limit descriptors: status $got"
    if [[ $got != 0 ]]; then
      contains "$words with $limit descriptors" "$(<"$scratch/out")$(<"$scratch/err")" 'EMFILE'
      said=$((said + 1))
    fi
    rm -rf "${pins:?}"/*
  done
done
((said > 0)) || fail 'no limit was too low for anything'
all_gone() { [[ $(objects) == "$before" ]]; }
until_true all_gone

# A full disk: the message names it, and no half of a file has the name that was asked for.
mkdir "$scratch/small"
mount -t tmpfs -o size=64k small "$scratch/small"
"$BPFLENS" map create "$pins/many" --type array --key-type u32 --value-type u64 --entries 100000 || fail 'map create'
for words in "map export $pins/many" "map dump $pins/many" "-j map dump $pins/many"; do
  got=0
  # shellcheck disable=SC2086
  "$BPFLENS" $words >"$scratch/small/out" 2>"$scratch/err" || got=$?
  same "$words on a full disk: status" 3 "$got"
  contains "$words on a full disk" "$(<"$scratch/err")" 'cannot write to standard output: ENOSPC'
done
head -c 60000 /dev/zero >"$scratch/small/out"
status 'object upgrade on a full disk' 3 "$BPFLENS" object upgrade "$BPFLENS_BUILD/tests/bpf/legacy_maps.bpf.o" "$scratch/small/new.o"
contains 'object upgrade on a full disk' "$err" 'ENOSPC'
same 'files of object upgrade on a full disk' 'out' "$(ls -A "$scratch/small")"
umount "$scratch/small"
rm -r "${pins:?}"/*
