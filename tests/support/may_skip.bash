# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Sourced in the source directory. may_skip NAME REASON: does tests/may-skip allow this test to be skipped for that reason?
may_skip() {
  local name=$1 reason=$2 names reasons why
  while IFS='|' read -r names reasons why; do
    [[ -n $why && $names != '#'* ]] || continue
    read -r names <<<"$names"
    read -r reasons <<<"$reasons"
    # shellcheck disable=SC2053
    [[ $name == $names && $reason == $reasons ]] && return 0
  done <tests/may-skip
  return 1
}
