#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# A user namespace whose bpffs delegates: bpflens loads, pins and reads there with the token, though nobody has rights;
# what isn't delegated is refused, and the refusal names the mount.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

install -m 755 "$BPFLENS" "$scratch/bpflens"
cp "$BPFLENS_BUILD/tests/bpf/two_programs.bpf.o" "$BPFLENS_BUILD/bpf/trace_output.bpf.o" "$scratch"
chmod 755 "$scratch"
chmod 644 "$scratch"/*.o
mkdir -m 755 "$scratch/bpffs"

# delegated OPTIONS SCRIPT: runs it in there, in $scratch, with bpflens as $b.
delegated() {
  (cd "$scratch" && "$BPFLENS_BUILD/tests/delegated" "$scratch/bpffs" "$1" bash -c "b=./bpflens; $2")
}
everything=delegate_cmds=any,delegate_maps=any,delegate_progs=any,delegate_attachs=any

# Older kernels pass over options that they don't know.
mount -t bpf -o delegate_cmds=any bpf "$scratch/bpffs" || fail 'mount'
delegates=$(grep -c "$scratch/bpffs .*delegate_cmds" /proc/self/mountinfo)
umount "$scratch/bpffs"
((delegates > 0)) || skip 'this kernel delegates nothing (before Linux 6.9)'
delegated "$everything" true 2>/dev/null || skip 'user namespaces are forbidden to users here'

status 'nobody has rights there' 4 delegated "$everything" '$b prog list'
status 'map create' 0 delegated "$everything" \
  '$b map create bpffs/m type hash key 4 value 4 entries 4 name mine && $b -j map list pinned bpffs/m'
same 'map create' 'mine' "$(jq -r .name <<<"$out")"
status 'map update, map dump' 0 delegated "$everything" \
  '$b map create bpffs/m --type hash --key-type u32 --value-type u32 --entries 4 &&
   $b map update bpffs/m key 7 value 9 && $b -j map dump bpffs/m'
same 'map dump' '[["0x07","0x09"]]' "$(jq -c 'map([.key[0], .value[0]])' <<<"$out")"
# Types can be read with a token since Linux 6.16; before, values are shown as bytes.
same 'map dump, types' 1 "$(jq '[.[].formatted | select(. == null or (.key == 7 and .value == 9))] | length' <<<"$out")"
status 'prog loadall' 0 delegated "$everything" \
  '$b prog loadall two_programs.bpf.o bpffs/all pinmaps bpffs/maps >&2 && $b -j pin list'
same 'prog loadall' '["map","map","prog","prog","prog"]' "$(jq -c 'map(.kind) | sort' <<<"$out")"
status 'prog show' 0 delegated "$everything" \
  '$b prog load trace_output.bpf.o bpffs/p >&2 && $b -j prog show pinned bpffs/p'
same 'prog show' 'trace_write' "$(jq -r .name <<<"$out")"
status 'prog run' 0 delegated "$everything" \
  '$b prog loadall two_programs.bpf.o bpffs/all >&2 &&
   head -c 64 /dev/zero | $b -j prog run pinned bpffs/all/pass_everything data_in -'
same 'prog run' 2 "$(jq .retval <<<"$out")"
status 'feature check' 0 delegated "$everything" '$b feature check prog:xdp map:hash helper:xdp/bpf_redirect'

# What isn't delegated.
status 'another type of map' 4 delegated delegate_cmds=map_create,delegate_maps=array \
  '$b map create bpffs/m type array key 4 value 4 entries 4 name mine &&
   $b map create bpffs/h type hash key 4 value 4 entries 4 name mine'
contains 'another type of map' "$err" "isn't delegated by the bpffs $scratch/bpffs (delegate_cmds=map_create,delegate_maps=array)"
status 'no programs' 4 delegated delegate_cmds=map_create,delegate_maps=any '$b prog load trace_output.bpf.o bpffs/p'
contains 'no programs' "$err" "isn't delegated by the bpffs $scratch/bpffs"
