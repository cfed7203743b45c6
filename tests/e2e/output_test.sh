#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Readers that go away, disks that are full, users without privileges.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$BPFLENS_BUILD/bpf/trace_output.bpf.o
bpftool prog load "$object" "$pins/program"
bpftool map create "$pins/map" type array key 4 value 4 entries 1 name closed

# A reader that stops after the first line is no error.
"$BPFLENS" prog list | head -n 1 >"$scratch/out"
same 'prog list | head -1: status' 0 "${PIPESTATUS[0]}"
contains 'prog list | head -1' "$(<"$scratch/out")" 'TYPE'

# A closed standard output and a full disk are errors.
for redirection in '>&-' '>/dev/full'; do
  for words in 'prog list' '-j prog list' 'help' 'prog list --help' 'perf run $object --count 1' '-j map dump pinned $pins/map'; do
    got=0
    eval "\"\$BPFLENS\" $words $redirection 2>\"\$scratch/err\"" || got=$?
    same "$words $redirection: status" 3 "$got"
    contains "$words $redirection" "$(<"$scratch/err")" 'cannot write to standard output'
  done
done

# Messages that can't be written change nothing.
got=0
"$BPFLENS" prog show no-such-program 2>/dev/full || got=$?
same 'messages on a full disk: status' 1 "$got"

# Standard input closed: descriptor 0 is not taken for a BPF object.
"$BPFLENS" prog list <&- >"$scratch/out" || fail 'prog list <&-'
got=0
"$BPFLENS" batch - <&- 2>"$scratch/err" || got=$?
same 'batch - <&-: status' 3 "$got"
contains 'batch - <&-' "$(<"$scratch/err")" 'cannot read standard input: EBADF'

# An unprivileged user is told what is missing. The binary is copied: its directory may be closed to others.
install -m 755 "$BPFLENS" "$scratch/bpflens"
chmod 755 "$scratch"
status 'prog list as nobody' 4 setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all "$scratch/bpflens" prog list
contains 'prog list as nobody' "$err" 'EPERM'
contains 'prog list as nobody' "$err" 'CAP_'
status 'prog list -j as nobody' 4 setpriv --reuid 65534 --regid 65534 --clear-groups "$scratch/bpflens" -j prog list
same 'the JSON of a permission error has one key' '["error"]' "$(jq -c keys <<<"$out")"
status 'help as nobody' 0 setpriv --reuid 65534 --regid 65534 --clear-groups "$scratch/bpflens" help
