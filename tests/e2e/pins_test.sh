#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Pins of several mount namespaces and a user namespace; 'net' and 'cgroup' against bpftool.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

objects=$BPFLENS_BUILD/tests/bpf
unified=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
after() {
  rm -rf "$pins"
  [[ -z $unified ]] || rmdir "$unified/bpflens-pins/inner" "$unified/bpflens-pins" 2>/dev/null
}
trap 'after; finish' EXIT

# Another mount namespace with a bpffs of its own, and a process in it.
sh -c 'exec unshare --mount sh -c "umount /sys/fs/bpf; mount -t bpf bpf /sys/fs/bpf && echo > $1/mounted && exec sleep 600" sh "$1"' sh "$scratch" &
children+=("$!")
until_true test -e "$scratch/mounted"
other=${children[0]}

"$BPFLENS" prog load "$objects/two_programs.bpf.o" "$pins/here" >/dev/null || fail 'loading'
id=$("$BPFLENS" -j prog show "$pins/here" | jq .id)
status 'pin add --in' 0 "$BPFLENS" pin add prog "$id" /sys/fs/bpf/app/there --in "$other" --parents
same 'seen there' "$id" "$(nsenter -t "$other" -m bpftool -j prog show pinned /sys/fs/bpf/app/there | jq .id)"
elsewhere() { "$BPFLENS" -j pin list --all-namespaces 2>/dev/null | jq -c --argjson pid "$other" '[.[] | select(.seen_by.pid == $pid) | [.path, .id]]'; }
same 'pin list --all-namespaces' "[[\"/sys/fs/bpf/app/there\",$id]]" "$(elsewhere)"
status 'pin move --in' 0 "$BPFLENS" pin move /sys/fs/bpf/app/there /sys/fs/bpf/moved --in "$other"
same 'pin list --in' "[[\"/sys/fs/bpf/moved\",$id]]" "$("$BPFLENS" -j pin list --in "$other" | jq -c '[.[] | [.path, .id]]')"
status 'pin gc --in' 0 "$BPFLENS" -j pin gc --in "$other"
same 'pin gc --in' '["/sys/fs/bpf/app"]' "$(jq -c .removed_directories <<<"$out")"
last() { "$BPFLENS" -j pin list "$@" 2>/dev/null | jq -c --arg path "$pins/here" '[.[] | select(.path == $path).last_reference]'; }
same 'the last reference that is seen' '[true]' "$(last)"
same 'not the last reference of all' '[false]' "$(last --all-namespaces)"
rm -r "$pins/here"
same 'the last reference' 'true' "$("$BPFLENS" -j pin list --in "$other" | jq '.[0].last_reference')"
status 'pin remove --in' 0 "$BPFLENS" pin remove /sys/fs/bpf/moved --in "$other"
same 'nothing left' '[]' "$(elsewhere)"
until_true bash -c "! bpftool prog show id $id >/dev/null 2>&1"

# What a mount delegates, where the kernel knows of it (Linux 6.9).
mkdir "$scratch/delegated"
mount -t bpf -o delegate_cmds=map_create:prog_load,delegate_maps=any bpf "$scratch/delegated"
if grep -q "$scratch/delegated .*delegate_cmds" /proc/self/mountinfo; then
  same 'pin tree' '{"cmds":"map_create:prog_load","maps":"any"}' \
    "$("$BPFLENS" -j pin tree "$scratch/delegated" | jq -c '.[0].delegate')"
  contains 'pin tree' "$("$BPFLENS" pin tree "$scratch/delegated")" 'delegates cmds=map_create:prog_load maps=any'
fi
umount "$scratch/delegated"

# The same bpffs in a second place shows nothing else, and its names aren't more references.
mkdir "$pins/bound"
"$BPFLENS" map create "$pins/bound/m" type hash key 4 value 4 entries 4 name bound
mkdir "$scratch/bound" "$scratch/part"
mount --bind /sys/fs/bpf "$scratch/bound"
mount --bind "$pins/bound" "$scratch/part"
same 'bound mounts' "[[\"$pins/bound/m\",true]]" \
  "$("$BPFLENS" -j pin list | jq -c '[.[] | select(.name == "bound") | [.path, .last_reference]]')"
same 'bound mounts, by name' "[\"$scratch/part/m\"]" "$("$BPFLENS" -j pin list "$scratch/part" | jq -c '[.[].path]')"
same 'bound mounts, as a tree' 1 "$("$BPFLENS" -j pin tree | jq '[.[] | select(.mount | endswith("bound") or endswith("part") or . == "/sys/fs/bpf")] | length')"
umount "$scratch/bound" "$scratch/part"
rm -r "$pins/bound"

# A user namespace sees neither others' programs nor bpffs: that is said, and is no crash.
status 'pin list in a user namespace' 0 unshare --user --map-root-user --mount "$BPFLENS" pin list
status 'link list in a user namespace' 4 unshare --user --map-root-user "$BPFLENS" link list
contains 'link list in a user namespace' "$err" 'user namespace'

# net, in a network namespace of its own.
cat >"$scratch/net.sh" <<'NET'
ip link add bl0 type veth peer name bl1
"$BPFLENS" prog load "$1/links.bpf.o" "$2/pass" --only pass >/dev/null &&
  "$BPFLENS" prog load "$1/links.bpf.o" "$2/classify" --only classify >/dev/null &&
  bpftool net attach xdpgeneric pinned "$2/pass" dev bl0 &&
  tc qdisc add dev bl1 clsact &&
  tc filter add dev bl1 ingress bpf da pinned "$2/classify" &&
  bpftool -j net list >"$3/oracle" && "$BPFLENS" -j net list >"$3/ours" && "$BPFLENS" -j net show dev bl0 >"$3/bl0"
NET
BPFLENS=$BPFLENS unshare --net bash "$scratch/net.sh" "$objects" "$pins" "$scratch" || fail 'the network of net list'
covers 'net list' "$(<"$scratch/oracle")" "$(<"$scratch/ours")"
same 'net list xdp' '["generic"]' "$(jq -c '[.[0].xdp[].mode]' "$scratch/ours")"
same 'net list tc' '["clsact/ingress"]' "$(jq -c '[.[0].tc[].kind]' "$scratch/ours")"
same 'net show dev' '[1,0]' "$(jq -c '[(.[0].xdp | length), (.[0].tc | length)]' "$scratch/bl0")"

# cgroup, at two levels.
if [[ -n $unified ]]; then
  mkdir -p "$unified/bpflens-pins/inner"
  "$BPFLENS" prog load "$objects/links.bpf.o" "$pins/in" --only ingress >/dev/null || fail 'loading ingress'
  "$BPFLENS" prog load "$objects/links.bpf.o" "$pins/out" --only egress >/dev/null || fail 'loading egress'
  bpftool cgroup attach "$unified/bpflens-pins" ingress pinned "$pins/in" multi || fail 'attaching'
  bpftool cgroup attach "$unified/bpflens-pins/inner" egress pinned "$pins/out" || fail 'attaching'
  for words in "tree $unified/bpflens-pins" "tree $unified/bpflens-pins effective" "show $unified/bpflens-pins" \
    "show $unified/bpflens-pins/inner" "list $unified/bpflens-pins/inner effective"; do
    # shellcheck disable=SC2086
    older_than 5.15 || covers "cgroup $words" "$(bpftool -j cgroup $words)" "$("$BPFLENS" -j cgroup $words)" # bpftool 7.1 sees none on 5.10
  done
  same 'link list --all' '["cgroup_inet_ingress","cgroup_inet_egress"]' \
    "$("$BPFLENS" -j link list --all --cgroup /bpflens-pins 2>/dev/null | jq -c '[.[] | select(.source == "cgroup").type]')"
  same 'prog list --cgroup' '["egress","ingress"]' "$("$BPFLENS" -j prog list --cgroup "$unified/bpflens-pins" | jq -c '[.[].name] | sort')"
fi
