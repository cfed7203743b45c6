#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Names that others choose: of processes, pins, control groups, devices, files. None gets to a terminal as it is, none
# breaks JSON, none is taken for a shell's words.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

escapes=$'\e]0;a\a\e[31m'
invalid=$'\xff\xfe\xc3'
shell='$(touch owned);"`touch owned`'
object=$BPFLENS_BUILD/tests/bpf/links.bpf.o
unified=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
group=$unified/$'bl\e[2J\xff'
after() {
  local status=$?
  rm -rf "$pins"
  [[ -z $unified ]] || rmdir "$group" 2>/dev/null
  ip link del $'bl\e[1m\xff' 2>/dev/null
  return $status
}
trap 'after; finish' EXIT
cd "$scratch" || exit 1

# A holder whose comm is what its file is called.
holder=./h${escapes:6}$(printf "\xff")

install -m 755 "$BPFLENS" "$holder"
"$holder" prog load "$object" --only pass --hold >"$scratch/hold" 2>&1 &
children+=($!)
holds() { "$BPFLENS" -j prog list 2>/dev/null | jq -e --argjson pid "${children[0]}" 'any(.[].pids[]?; .pid == $pid)' >/dev/null; }
until_true holds

# Pins, a control group and a device with such names, each with a program.
for name in "$escapes" "$invalid" "$shell"; do
  "$BPFLENS" prog load "$object" "$pins/$name" --only pass >/dev/null || fail "prog load at a pin named $(printf %q "$name")"
done
if [[ -n $unified ]]; then
  mkdir "$group" && "$BPFLENS" prog load "$object" "$pins/in" --only ingress --attach "ingress=$group" >/dev/null ||
    fail 'attaching to a control group'
fi
if ip link add $'bl\e[1m\xff' type dummy 2>/dev/null; then
  "$BPFLENS" prog load "$object" "$pins/xdp" --only pass --attach "pass=$(printf 'bl\e[1m\xff')" >/dev/null ||
    fail 'attaching to a device'
fi

# harmless WHAT FILE: text without control characters but newline and tab, and valid UTF-8.
harmless() {
  ! LC_ALL=C grep -qaP '[\x00-\x08\x0b-\x1f\x7f]' "$2" || fail "$1: control characters: $(head -c 300 "$2" | od -c | head -n 8)"
  jq -Rs 'length' "$2" >/dev/null || fail "$1: no text"
  LC_ALL=C grep -qaP '[\x80-\xff]' "$2" && ! LC_ALL=C.UTF-8 grep -qaxv '.*' "$2" || [[ $? == 1 ]] || fail "$1: invalid UTF-8"
}
for words in 'prog list' 'link list' 'link list --all' 'pin list' 'pin tree' 'net list' "cgroup tree" 'prog list --containers' \
  'perf list' 'doctor'; do
  # shellcheck disable=SC2086
  "$BPFLENS" $words >"$scratch/text" 2>"$scratch/messages" || [[ $words == *--containers ]] || fail "$words: status $?"
  harmless "$words" "$scratch/text"
  harmless "$words: messages" "$scratch/messages"
  # shellcheck disable=SC2086
  "$BPFLENS" -j $words >"$scratch/json" 2>/dev/null
  jq -e . "$scratch/json" >/dev/null || fail "-j $words: no JSON"
  harmless "-j $words" "$scratch/json"
done
contains 'pin list' "$("$BPFLENS" pin list "$pins" 2>&1)" '\x1b'

# Messages.
for words in "prog show $pins/none" 'map show' 'object show' 'map import none'; do
  for name in "$escapes" "$invalid"; do
    # shellcheck disable=SC2086
    "$BPFLENS" $words"$name" "$name" >"$scratch/text" 2>&1
    harmless "$words with a hostile name" "$scratch/text"
  done
done
"$BPFLENS" "$escapes" >"$scratch/text" 2>&1
harmless 'an unknown command' "$scratch/text"

# What stands behind -- is run as it is.
status 'a command of shell words' 0 "$BPFLENS" perf run "$BPFLENS_BUILD/bpf/trace_output.bpf.o" -- echo "$shell"
"$BPFLENS" object show "$shell" >/dev/null 2>&1
[[ ! -e owned ]] || fail 'a shell has read a name'
