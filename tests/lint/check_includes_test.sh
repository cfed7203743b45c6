#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# scripts/check-includes finds each kind of violation and nothing else.
set -euo pipefail
source=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# expect TEXT FILE LINE: a tree with only this line in FILE is refused with TEXT ("" means accepted).
expect() {
  local wanted=$1 file=$2 line=$3 output status=0
  rm -rf "${tree:?}"/*
  mkdir -p "$tree/$(dirname "$file")"
  printf '// a file\n%s\n' "$line" >"$tree/$file"
  output=$("$source/scripts/check-includes" "$tree") || status=$?
  if [[ -z $wanted && $status == 0 && -z $output ]]; then return; fi
  if [[ -n $wanted && $status != 0 && $output == "$tree/$file:2: $wanted" ]]; then return; fi
  echo "$file: $line: expected '$wanted', got '$output' (status $status)"
  failures=$((failures + 1))
}

expect '' render/map.cpp '#include "model/map.hpp"'
expect '' render/map.cpp '#include <vector>'
expect '' kernel/libbpf/maps.cpp '#include <bpf/bpf.h>'
expect '' kernel/libbpf/log.cpp '#include <spdlog/spdlog.h>'
expect 'render may not use kernel ("kernel/maps.hpp")' render/map.cpp '#include "kernel/maps.hpp"'
expect 'kernel/libbpf may not use render ("render/json.hpp")' kernel/libbpf/maps.cpp '#include "render/json.hpp"'
expect 'commands may not use kernel/libbpf ("kernel/libbpf/fail.hpp")' commands/map.cpp '#include "kernel/libbpf/fail.hpp"'
expect 'model may not use kernel ("kernel/error.hpp")' model/map.hpp '#include "kernel/error.hpp"'
expect 'kernel may not include <nlohmann/json.hpp> (json)' kernel/maps.hpp '#include <nlohmann/json.hpp>'
expect 'render may not include <bpf/btf.h> (bpf)' render/map.cpp '  #  include <bpf/btf.h>'
expect 'commands may not include <linux/bpf.h> (os)' commands/map.cpp '#include <linux/bpf.h>'
expect 'only main.cpp kernel/libbpf/log.cpp may include <spdlog/spdlog.h>' kernel/libbpf/maps.cpp '#include <spdlog/spdlog.h>'
expect 'no rule for the layer utils' utils/strings.cpp '#include <string>'
exit $((failures > 0))
