#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# A kernel without BPF, and a container without privileges: what needs no kernel works, everything else says what is
# missing, and nothing is answered that could not be asked.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

object=$scratch/trace_output.bpf.o
cp "$BPFLENS_BUILD/bpf/trace_output.bpf.o" "$object"
# The binary is copied: its directory may be closed to others.
install -m 755 "$BPFLENS" "$scratch/bpflens"
chmod 755 "$scratch"

# refused RUNNER STATUS PART: verbs that ask the kernel end with that status and name the cause.
refused() {
  local wanted=$2 part=$3 words
  for words in 'prog list' 'map list' 'prog show 1' 'map dump 1' 'prog dump xlated 1' 'perf stream 1' \
    "perf run $object --count 1" "map create $pins/map type hash key 4 value 4 entries 4 name x"; do
    # shellcheck disable=SC2086
    status "$1: $words" "$wanted" $1 "$scratch/bpflens" $words
    contains "$1: $words" "$err" "$part"
    same "$1: $words: standard output" '' "$out"
  done
  status "$1: -j map list" "$wanted" $1 "$scratch/bpflens" -j map list
  same "$1: -j map list: keys" '["error"]' "$(jq -c keys <<<"$out")"
}

# asks_nothing RUNNER: works where there is nothing to ask.
asks_nothing() {
  local words
  for words in version help 'prog list --help' 'feature list_builtins helpers'; do
    # shellcheck disable=SC2086
    status "$1: $words" 0 $1 "$scratch/bpflens" $words
    [[ -n $out ]] || fail "$1: $words: no output"
  done
}

# diagnosed RUNNER FACT PART: doctor goes through, and calls the cause a hindrance.
diagnosed() {
  status "$1: doctor" 0 $1 "$scratch/bpflens" -j doctor
  same "$1: doctor: $2" hindrance "$(jq -r --arg name "$2" '.[] | select(.name == $name).health' <<<"$out")"
  contains "$1: doctor: $2" "$(jq -r --arg name "$2" '.[] | select(.name == $name).value' <<<"$out")" "$3"
}

# unknown RUNNER: helpers are neither callable nor not, and why.
unknown() {
  status "$1: feature helpers" 5 $1 "$scratch/bpflens" -j feature helpers --prog-type xdp
  same "$1: answers of feature helpers" '["unknown"]' "$(jq -c 'map(.answer) | unique' <<<"$out")"
}

without="$BPFLENS_BUILD/tests/without_bpf"
asks_nothing "$without"
refused "$without" 3 'CONFIG_BPF_SYSCALL'
unknown "$without"
diagnosed "$without" 'bpf(2)' "isn't there"
status 'feature probe without BPF' 0 "$without" "$scratch/bpflens" -j feature probe
same 'there is no bpf(2)' false "$(jq .syscall_config.have_bpf_syscall <<<"$out")"
same 'no program type is called absent' '[null]' "$(jq -c '[.program_types[]] | unique' <<<"$out")"
[[ ! -e $pins/map ]] || fail 'a map was pinned without BPF'

# Root without capabilities, as in a container, is not told to be root; others are.
status 'root without capabilities' 4 setpriv --bounding-set -all --inh-caps -all "$scratch/bpflens" prog list
contains 'root without capabilities' "$err" 'this is root already: its container or service must be given CAP_BPF or CAP_SYS_ADMIN'
status 'not root' 4 setpriv --reuid 65534 --regid 65534 --clear-groups "$scratch/bpflens" prog list
contains 'not root' "$err" 'run it as root (sudo bpflens ...)'

# Root inside a user namespace of nobody's: every capability, and none that counts.
container='setpriv --reuid 65534 --regid 65534 --clear-groups unshare --user --map-root-user'
if $container true 2>/dev/null; then
  chmod 755 "$pins" && chown 65534 "$pins"
  chmod 644 "$object"
  asks_nothing "$container"
  refused "$container" 4 'inside a user namespace'
  refused "$container" 4 'run it outside of the user namespace'
  unknown "$container"
  diagnosed "$container" capabilities 'inside this user namespace'
  status 'feature probe in a container' 0 $container "$scratch/bpflens" -j feature probe
  same 'no program type is called absent' '[null]' "$(jq -c '[.program_types[]] | unique' <<<"$out")"
  status 'perf list in a container' 0 $container "$scratch/bpflens" perf list
  contains 'perf list in a container' "$err" 'may be incomplete'
else
  skip 'user namespaces are forbidden to users here'
fi
