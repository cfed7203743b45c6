#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# object upgrade: what it writes is loaded by bpftool, which refuses what it was made from.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

objects=$BPFLENS_BUILD/tests/bpf
cd "$scratch" || exit 1

# bpftool's own refusal of the object first: else there would be nothing to upgrade.
for object in "$objects"/legacy_*.bpf.o "$objects"/{clang,bpf}-*/*.bpf.o; do
  [[ -e $object ]] || continue
  name=${object#"$objects"/}
  rm -rf "$pins/old" "$pins/new" new.o again.o
  bpftool prog loadall "$object" "$pins/old" >/dev/null 2>&1 && fail "$name: bpftool loads it as it is"
  status "object upgrade $name" 0 "$BPFLENS" object upgrade "$object" new.o
  contains "object upgrade $name" "$out" 'new.o: upgraded'
  bpftool prog loadall new.o "$pins/new" >/dev/null 2>"$scratch/bpftool" ||
    fail "$name: bpftool does not load what was upgraded: $(<"$scratch/bpftool")"
  same "$name: libbpf stumbles over nothing that upgrading left" '' "$(grep -E 'skipping section\([0-9]+\) [^.]' "$scratch/bpftool")"
  status "object upgrade $name twice" 0 "$BPFLENS" object upgrade new.o again.o
  cmp -s new.o again.o || fail "$name: upgrading twice is not upgrading once"
done

# The code stays the same, and so do source lines.
instructions() { llvm-objdump -d --no-show-raw-insn "$1" | sed -n 's/^ *[0-9]*:[ \t]*//p' | sort; }
lines() { bpftool prog dump xlated pinned "$1" linum | grep -c '; .*\[file:' || true; }
for name in legacy_maps legacy_tc; do
  object=$objects/$name.bpf.o
  rm -rf "$pins/new"
  "$BPFLENS" object upgrade "$object" new.o --force >/dev/null || fail "object upgrade $name"
  if command -v llvm-objdump >/dev/null; then
    same "$name: instructions" "$(instructions "$object")" "$(instructions new.o)"
  fi
  bpftool prog loadall new.o "$pins/new" 2>/dev/null || fail "$name: bpftool"
  for pin in "$pins"/new/*; do
    (($(lines "$pin") > 2)) || fail "${pin##*/}: its source lines are gone"
  done
done

# A file is there whole or not at all, and what is there stays.
echo precious >there.o
status 'over a file' 3 "$BPFLENS" object upgrade "$objects/legacy_maps.bpf.o" there.o
same 'the file that was there' precious "$(<there.o)"
mkdir full && mount -t tmpfs -o size=4k tmpfs full || fail 'mounting a small file system'
status 'no room' 3 "$BPFLENS" object upgrade "$objects/legacy_maps.bpf.o" full/new.o
contains 'no room' "$err" ENOSPC
same 'what is left when there is no room' '' "$(ls -A full)"
umount full

# Damaged files: a reason, and status 3.
head -c 700 "$objects/legacy_maps.bpf.o" >cut.o
status 'cut off' 3 "$BPFLENS" object upgrade cut.o new2.o
contains 'cut off' "$err" 'the ELF file is damaged'
{ head -c 5 "$objects/legacy_maps.bpf.o"; printf '\2'; tail -c +7 "$objects/legacy_maps.bpf.o"; } >big.o
status 'the other byte order' 3 "$BPFLENS" prog load big.o "$pins/big"
contains 'the other byte order' "$err" 'big-endian'
[[ ! -e new2.o ]] || fail 'something was written of a damaged file'
