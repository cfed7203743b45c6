#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The man page's table of capabilities: with those of its row a command works, and with one of them taken away it fails
# and names that one. Nobody has no rights but these.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

install -m 755 "$BPFLENS" "$scratch/bpflens"
cp "$BPFLENS_BUILD/bpf/trace_output.bpf.o" "$BPFLENS_BUILD"/tests/bpf/{two_programs,every_type}.bpf.o "$scratch"
chmod 644 "$scratch"/*.o
"$BPFLENS" map create "$pins/map" --type hash --key-type u32 --value-type u32 --entries 4 || fail 'map create'
"$BPFLENS" prog loadall "$scratch/two_programs.bpf.o" "$pins/all" >/dev/null || fail 'prog loadall'
id=$("$BPFLENS" -j prog show pinned "$pins/all/pass_everything" | jq .id)
head -c 64 /dev/zero >"$scratch/packet"
chown -R 65534 "$pins" "$scratch"
chmod 755 /sys/fs/bpf "$scratch"

declare -A commands=(
  ['prog list']='prog list' ['map list']='map list' ['link list']='link list' ['net list']='net list'
  ['prog show of an id']="prog show $id" ['prog stats']='prog stats --interval 0.1 --count 1'
  ['prog dump']="prog dump xlated pinned $pins/all/pass_everything"
  ['map create']="map create $pins/new --type hash --key-type u32 --value-type u32 --entries 4"
  ['prog load of a socket filter']='prog load every_type.bpf.o --dry-run --only a_socket_filter'
  ['prog load of a networking program']='prog load two_programs.bpf.o --dry-run --only pass_everything'
  ['prog load of a tracing program']='prog load two_programs.bpf.o --dry-run --only on_sys_enter'
  ['cgroup tree']='cgroup tree' ['perf run of a tracepoint program']='perf run trace_output.bpf.o -- true'
  ['perf trace']='perf trace exec -- true' ['feature check']='feature check prog:xdp prog:kprobe map:hash'
  ['map dump of a pin']="map dump $pins/map" ['prog run of a pin']="prog run $pins/all/pass_everything data_in packet"
  ['pin list']='pin list' ['pin remove']="pin remove $pins/gone" ['object show']='object show two_programs.bpf.o'
  ['doctor']='doctor'
)
[[ -n $(awk '$3 == "cgroup2"' /proc/mounts) ]] || unset 'commands[cgroup tree]'

# Kernels before 6.0 ask for CAP_BPF first, whatever they are asked.
besides=
[[ $(printf '%s\n' 6.0 "$(uname -r)" | sort -V | head -n 1) == 6.0 || $(</proc/sys/kernel/unprivileged_bpf_disabled) == 0 ]] ||
  besides=CAP_BPF

# with WORDS CAPABILITIES...: the command as nobody with just these; its status, with its output in $scratch.
with() {
  local words=$1 sets=-all name
  shift
  for name in "$@"; do [[ $name == none ]] || sets+=,+$(tr '[:upper:]' '[:lower:]' <<<"${name#CAP_}"); done
  rm -f "$pins/new"
  [[ -e $pins/gone ]] || { bpftool map create "$pins/gone" type array key 4 value 4 entries 1 name gone && chown 65534 "$pins/gone"; }
  # shellcheck disable=SC2086
  (cd "$scratch" && timeout 60 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps="$sets" --ambient-caps="$sets" \
    "$scratch/bpflens" $words >"$scratch/out" 2>"$scratch/err" </dev/null)
}

# Debian's kernels ask for more than CAP_PERFMON where this is 3. It is changed in virtual machines only.
paranoid=/proc/sys/kernel/perf_event_paranoid
if (($(<$paranoid) > 2)); then
  if with 'perf trace exec -- true' CAP_BPF CAP_PERFMON; then fail 'perf trace works where perf_event_paranoid is 3'; fi
  contains 'perf_event_paranoid' "$(<"$scratch/err")" 'kernel.perf_event_paranoid is above 2'
  [[ -n ${BPFLENS_TEST_SLOWLY:-} ]] || skip 'kernel.perf_event_paranoid is above 2'
  echo 2 >"$paranoid"
fi

tested=0
while IFS='|' read -r row capabilities; do
  words=${commands[$row]-}
  [[ -n $words ]] || { [[ $row == 'cgroup tree' ]] || fail "the man page's row '$row' isn't tested"; continue; }
  read -ra all <<<"$capabilities"
  with "$words" "${all[@]}" $besides || fail "$row with $capabilities: status $?: $(<"$scratch/out") $(<"$scratch/err")"
  tested=$((tested + 1))
  [[ $capabilities != none ]] || continue
  for away in "${all[@]}"; do
    rest=()
    for name in "${all[@]}"; do [[ $name == "$away" ]] || rest+=("$name"); done
    [[ $away != "$besides" ]] || continue
    with "$words" "${rest[@]}" $besides && fail "$row works without $away"
    contains "$row without $away" "$(<"$scratch/out")$(<"$scratch/err")" "$away"
  done
done < <(sed -n '/^\.Sh PRIVILEGES/,/^\.El/s/^\.It \([a-z].*\) Ta \(.*\)$/\1|\2/p' "$BPFLENS_SOURCE/man/bpflens.8.in")
same 'rows' "${#commands[@]}" "$tested"
