# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What the end-to-end tests share: sourced first, it moves the test into a mount namespace of its own with
# bpffs and tracefs mounted, and at the end ends what the test started and says whether a check failed.
set -uo pipefail

: "${BPFLENS:?the binary}" "${BPFLENS_BUILD:?the build directory}" "${BPFLENS_SOURCE:?the source directory}"

skip() {
  echo "SKIP: $*"
  exit 0
}

# needs REASON COMMAND...: skips the test unless every command is there.
needs() {
  local reason=$1 command
  shift
  for command; do command -v "$command" >/dev/null || skip "$reason"; done
}

# older_than RELEASE: whether the kernel is: 5.15.
older_than() { [[ $(printf '%s\n' "$1" "$(uname -r)" | sort -V | head -1) != "$1" ]]; }

((EUID == 0)) || skip "needs root"
if [[ -z ${BPFLENS_IN_NAMESPACE:-} ]]; then
  BPFLENS_IN_NAMESPACE=yes exec unshare --mount bash "$0" "$@"
fi
# One bpffs, not one over another: bpftool shows the pins of both.
while umount /sys/fs/bpf 2>/dev/null; do :; done
mount -t bpf bpf /sys/fs/bpf || exit 1
# A second mount of tracefs in the same place is refused; machines that have one are common.
grep -q '^[^ ]* /sys/kernel/tracing tracefs' /proc/mounts || mount -t tracefs tracefs /sys/kernel/tracing || exit 1

scratch=$(mktemp -d)
pins=/sys/fs/bpf/bpflens-e2e
mkdir "$pins"
failures=0
children=()

finish() {
  local status=$? child
  for child in "${children[@]}"; do kill -KILL "$child" 2>/dev/null && wait "$child" 2>/dev/null; done
  rm -rf "$scratch" "$pins"
  ((status == 0 && failures > 0)) && status=1
  exit "$status"
}
trap finish EXIT

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# same WHAT EXPECTED ACTUAL
same() {
  [[ $2 == "$3" ]] || fail "$1: expected
$2
got
$3"
}

# status WHAT CODE COMMAND...: the command ends with that code; its output is in $out and $err.
status() {
  local what=$1 wanted=$2 got=0
  shift 2
  "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || got=$?
  out=$(<"$scratch/out")
  err=$(<"$scratch/err")
  [[ $got == "$wanted" ]] || fail "$what: status $got, expected $wanted; standard error: $err"
}

# background COMMAND...: its process id is in $started. It can be interrupted, unlike what "&" alone starts.
background() {
  set -m
  "$@" &
  set +m
  started=$!
  children+=("$started")
}

# contains WHAT TEXT PART
contains() {
  [[ $2 == *"$3"* ]] || fail "$1: '$3' is not in
$2"
}

# covers WHAT ORACLE OURS: every value that bpftool's JSON has, ours has at the same place; ours may have more keys.
covers() {
  local differences
  differences=$(jq -rn --argjson oracle "$2" --argjson ours "$3" '
    def differ(path; a; b):
      if (a | type) != (b | type) then "\(path): \(a | tojson) here \(b | tojson)"
      elif (a | type) == "object" then a | to_entries[] | . as $e
        | if (b | has($e.key)) then differ("\(path).\($e.key)"; $e.value; b[$e.key]) else "\(path).\($e.key): missing" end
      elif (a | type) == "array" then
        if (a | length) != (b | length) then "\(path): \(a | length) elements, here \(b | length)"
        else range(a | length) as $i | differ("\(path)[\($i)]"; a[$i]; b[$i]) end
      elif a != b then "\(path): \(a | tojson) here \(b | tojson)"
      else empty end;
    differ("$"; $oracle; $ours)' 2>&1) || true
  [[ -z $differences ]] || fail "$1: bpftool's and ours differ:
$differences"
}

# run_page NAME: the commands in $scratch/NAME.sh, as those of a page, in the directory $scratch/NAME.
run_page() {
  mkdir -p "$scratch/bin" "$scratch/$1" && ln -sf "$BPFLENS" "$scratch/bin/bpflens"
  (cd "$scratch/$1" && PATH=$scratch/bin:$PATH timeout 60 bash -exuo pipefail "../$1.sh") >"$scratch/log" 2>&1 </dev/null ||
    fail "$1, status $?: $(tail -n 15 "$scratch/log")"
}

# Pages clean up behind themselves.
nothing_pinned() {
  same 'left behind' '' "$(find /sys/fs/bpf -mindepth 1 ! -path "$pins" ! -name '*.debug' -print)"
}

# until_true COMMAND...: asks until it holds; fails the test after 20 s.
until_true() {
  local end=$((SECONDS + 20))
  until "$@"; do
    ((SECONDS < end)) || { fail "never happened: $*"; return 1; }
    sleep 0.05
  done
}
