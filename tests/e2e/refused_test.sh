#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What the kernel refuses, by errno: the message says what was tried, on what, which errno, why, and what to do, and the
# exit status is the documented one.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

objects=$BPFLENS_BUILD/tests/bpf
install -m 755 "$BPFLENS" "$scratch/bpflens"
chmod 755 "$scratch" /sys/fs/bpf "$pins"

# refused STATUS MESSAGE WORDS...: the whole message; PINS stands for the directory of pins.
refused() {
  local wanted=$1 message=${2//PINS/$pins}
  shift 2
  status "$*" "$wanted" "${runner[@]}" "$scratch/bpflens" "$@"
  same "$*: message" "bpflens: $message" "$(sed 's/map [0-9]* at/map (new) at/; s/map [0-9]* (/map (/' <<<"$err")"
  same "$*: standard output" '' "$out"
}
runner=(env)
create() { "$BPFLENS" map create "$pins/$1" --entries 1 --type "${@:2}" || fail "map create $1"; }
fill() { "$BPFLENS" map update "$pins/$1" "${@:2}" || fail "map update $1"; }

larger='delete entries, or create a larger one (bpflens map create --entries N)'
create hash hash --key-type u32 --value-type u32
fill hash 1 1
refused 3 "cannot update map (hash): E2BIG (Argument list too long): the map is full (max_entries is 1); $larger" \
  map update "$pins/hash" 2 1
create trie lpm_trie --key-size 8 --value-type u32 --flags no_prealloc
fill trie 10.0.0.0/8 1
refused 3 "cannot update map (trie): ENOSPC (No space left on device): the map is full (max_entries is 1); $larger" \
  map update "$pins/trie" 11.0.0.0/8 1
create array array --key-type u32 --value-type u32
refused 3 'cannot update map (array): E2BIG (Argument list too long): the last index is 0' map update "$pins/array" 1 1
refused 3 "cannot delete from map (array): EINVAL (Invalid argument): an array doesn't offer this, or not with such a key, value or flag" \
  map delete "$pins/array" 0
"$BPFLENS" map freeze "$pins/array" || fail 'map freeze'
refused 3 'cannot update map (array): EPERM (Operation not permitted): the map is frozen; a frozen map stays so: create another one' \
  map update "$pins/array" 0 1
if "$BPFLENS" feature check map:bloom_filter >/dev/null; then # since Linux 5.16
  create filter bloom_filter --value-type u32
  refused 3 "cannot walk over the keys of map (filter): EOPNOTSUPP (Operation not supported): a bloom_filter doesn't offer this, or not with such a key, value or flag" \
    map getnext "$pins/filter"
fi
refused 3 "cannot create a hash map new: EINVAL (Invalid argument): a hash can't have a key of 0, a value of 4 bytes, 4 entries and flags 0 together, or this kernel doesn't know the type" \
  map create "$pins/new" --type hash --key-size 0 --value-size 4 --entries 4
refused 3 "cannot create a queue map new: EINVAL (Invalid argument): a queue doesn't take types of its keys and values; leave out --key-type and --value-type, give --key-size and --value-size" \
  map create "$pins/new" --type queue --value-type u32 --entries 4
refused 3 "cannot create a hash map new: EOPNOTSUPP (Operation not supported): the network device lo takes no such programs and maps (offload); see what it takes (bpflens feature probe dev lo)" \
  map create "$pins/new" --type hash --key-size 4 --value-size 4 --entries 4 --dev lo
refused 3 "cannot load $objects/two_programs.bpf.o: EOPNOTSUPP (Operation not supported): the network device lo takes no such programs and maps (offload); see what it takes (bpflens feature probe dev lo)" \
  prog load "$objects/two_programs.bpf.o" "$pins/new" --only pass_everything --dev lo

head -c 8000008 /dev/zero >"$scratch/many.raw"
refused 3 "cannot load program many.raw from $scratch/many.raw: E2BIG (Argument list too long): it has more instructions than the kernel takes (1,000,000; without CAP_BPF 4,096); split it into programs that go on in each other (bpf_tail_call)" \
  prog load --raw "$scratch/many.raw" --type socket "$pins/new"

attach() { refused "$1" "$2" prog load "$objects/two_programs.bpf.o" "$pins/new" --only "$3" --attach "$4"; }
available='see /sys/kernel/tracing/available_events'
attach 3 "cannot attach program on_getpgid to no:such: ENOENT (No such file or directory): the kernel has no such tracepoint; $available" \
  on_getpgid no:such
attach 3 "cannot attach program on_sys_enter to no_such: ENOENT (No such file or directory): the kernel has no such tracepoint; $available, and leave the category out" \
  on_sys_enter no_such
refused 3 "cannot pin map (new) at PINS/no/new: ENOENT (No such file or directory): there is no directory PINS/no; make it, or give --parents" \
  map create "$pins/no/new" --type hash --key-size 4 --value-size 4 --entries 4

# In a network namespace of its own, where another program is there first.
# shellcheck disable=SC2016 # for the inner shell
runner=(unshare --net bash -c '"$0" "${@/new/first}" >/dev/null && exec "$0" "$@"')
attach 3 'cannot attach program pass_everything to lo: EBUSY (Device or resource busy): another program is attached there already; see which (bpflens link list --all), and detach it or update its link (bpflens link update)' \
  pass_everything lo

runner=(setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all)
root='run it as root (sudo bpflens ...)'
nobody="this process has neither CAP_BPF nor CAP_SYS_ADMIN; $root"
refused 4 "cannot list programs: EPERM (Operation not permitted): $nobody" prog list
closed="EACCES (Permission denied): this process lacks CAP_DAC_OVERRIDE; $root"
# Kernels before 6.0 ask for CAP_BPF first.
[[ $(printf '%s\n' 6.0 "$(uname -r)" | sort -V | head -n 1) == 6.0 || $(</proc/sys/kernel/unprivileged_bpf_disabled) == 0 ]] ||
  closed="EPERM (Operation not permitted): $nobody"
refused 4 "cannot open the pin PINS/hash: $closed" map dump "$pins/hash"
status 'pins of others' 0 "${runner[@]}" "$scratch/bpflens" -j pin list "$pins"
same 'pins of others' "[\"$closed\"]" \
  "$(jq -c 'map(.why) | unique' <<<"$out")"

# A network namespace and a control group that it may not enter.
mount -t tmpfs none /run && mkdir /run/netns && touch /run/netns/closed
unshare --net=/run/netns/closed true || fail 'a network namespace'
"${runner[@]}" "$scratch/bpflens" net list --all-namespaces >/dev/null 2>"$scratch/err"
contains 'a closed network namespace' "$(<"$scratch/err")" \
  "can't be entered: EPERM (Operation not permitted): this process lacks CAP_SYS_ADMIN, CAP_SYS_PTRACE; $root"
umount /run/netns/closed && umount /run
groups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [[ -n $groups ]]; then
  mkdir -m 700 "$groups/bpflens-refused"
  status 'a closed control group' 0 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all,+net_admin,+bpf \
    --ambient-caps=-all,+net_admin,+bpf "$scratch/bpflens" cgroup tree
  same 'a closed control group' "bpflens: control groups may be missing: $groups/bpflens-refused can't be opened: EACCES (Permission denied): this process lacks CAP_DAC_READ_SEARCH; $root" "$err"
  rmdir "$groups/bpflens-refused"
fi

rm -r "${pins:?}"/*
