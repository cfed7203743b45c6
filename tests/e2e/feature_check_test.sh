#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Requirements asked of this kernel and of the file that it was saved in: the same answers. Files that are no
# such file; objects that others compiled.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

facts=(prog:xdp prog:netfilter map:ringbuf map:arena map_flag:mmapable attach:trace_fentry attach:tcx_ingress link:xdp
  helper:xdp/bpf_redirect helper:xdp/bpf_probe_read_user helper:bpf_ktime_get_ns helper:socket_filter/bpf_redirect
  kfunc:bpf_task_from_pid kfunc:syscall/bpf_task_from_pid kfunc:bpf_no_such_function btf:task_struct.nsproxy
  btf:task_struct.no_such_member btf:bpf_func_id.BPF_FUNC_loop btf:vfs_read config:CONFIG_BPF config:CONFIG_NO_SUCH
  isa:v1 isa:v2 isa:v3 isa:v4 ability:bounded_loops ability:may_goto kernel:'>=5.8' kernel:'<4')

status 'feature save' 0 "$BPFLENS" feature save
cp "$scratch/out" "$scratch/here.json"
same 'a saved kernel names its format' '"bpflens-kernel"1' "$(jq -j '.format | tojson' "$scratch/here.json")$(jq .version "$scratch/here.json")"

# Every answer of the file is this kernel's, one by one and all at once.
live=$("$BPFLENS" feature check "${facts[@]}")
saved=$("$BPFLENS" feature check --against "$scratch/here.json" "${facts[@]}")
same 'check: live and saved' "$live" "$saved"
same 'check answers every fact' "${#facts[@]}" "$(wc -l <<<"$live")"
contains 'btf:task_struct.nsproxy' "$live" 'yes      btf:task_struct.nsproxy'
contains 'btf:task_struct.no_such_member' "$live" 'task_struct has no no_such_member'
status 'a yes' 0 "$BPFLENS" feature check prog:xdp helper:xdp/bpf_redirect
status 'a no' 1 "$BPFLENS" feature check prog:xdp helper:socket_filter/bpf_redirect
same 'no beside a yes' 'no' "$("$BPFLENS" -j feature check prog:xdp 'kernel:<4' | jq -r .answer)"

# The saved kernel needs no rights, and no kernel: the caller may not even make a bpf() call.
cp "$BPFLENS" "$scratch/bpflens"
chmod 755 "$scratch" "$scratch/bpflens"
chmod 644 "$scratch/here.json"
unprivileged() { setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all "$scratch/bpflens" "$@"; }
same 'check --against without rights' "$saved" "$(unprivileged feature check --against "$scratch/here.json" "${facts[@]}")"
status 'prog:xdp without rights' 5 unprivileged feature check prog:xdp

# Objects: ours, with what is missing and where; the same from the file.
object=$BPFLENS_BUILD/tests/bpf/requirements.bpf.o
status 'check --object' 1 "$BPFLENS" feature check --object "$object"
contains 'check --object' "$out" 'no       btf:task_struct.field_of_the_future'
contains 'check --object names the line' "$out" 'on_new: instruction 1, requirements.bpf.c:'
contains 'check --object: what the program asks for first' "$out" 'skipped  helper:xdp/bpf_get_prandom_u32'
from_file=$("$BPFLENS" feature check --object "$object" --against "$scratch/here.json")
same 'check --object: live and saved' "$out" "$from_file"
for name in two_programs many_types subprograms map_values legacy_maps legacy_iproute2; do
  "$BPFLENS" -j feature check --object "$BPFLENS_BUILD/tests/bpf/$name.bpf.o" >"$scratch/out" || true
  same "$name: nothing it needs is missing" '[]' \
    "$(jq -c '[.kernels[0].requirements[] | select(.answer == "no")]' "$scratch/out")"
done

# Objects in Debian's packages go through, one and all; the first where each takes ten seconds.
checked=0
for file in /usr/lib/x86_64-linux-gnu/bpf/*.o /lib/udev/rc_keymaps/protocols/*.o; do
  [[ -e $file ]] || continue
  [[ -z ${BPFLENS_TEST_SLOWLY:-} ]] || ((checked == 0)) || break
  got=0
  "$BPFLENS" -j feature check --object "$file" >"$scratch/out" 2>"$scratch/err" || got=$?
  [[ $got == 0 || $got == 1 || $got == 5 ]] || fail "$file: status $got: $(<"$scratch/err")"
  jq -e '.kernels[0].requirements | length > 1' "$scratch/out" >/dev/null || fail "$file: nothing is needed"
  checked=$((checked + 1))
done
((checked > 0)) || fail 'there are no objects of Debian packages (libxdp1, ir-keytable): run scripts/setup'

# Differences: none with itself; one where there is one.
status 'diff with itself' 0 "$BPFLENS" feature diff "$scratch/here.json" "$scratch/here.json"
same 'diff with itself' '' "$out"
jq '.program_types.xdp.answer = "no" | .kernel = "4.0"' "$scratch/here.json" >"$scratch/other.json"
status 'diff' 1 "$BPFLENS" -j feature diff "$scratch/here.json" "$scratch/other.json"
same 'diff' '["kernel","prog:xdp"]' "$(jq -c '[.differences[].fact]' <<<"$out")"
status 'two kernels, one of them without xdp' 1 "$BPFLENS" feature check --against "$scratch/here.json" --against "$scratch/other.json" prog:xdp
contains 'two kernels' "$out" "$scratch/other.json: no       prog:xdp"

# Files that are no saved kernel: a sentence and status 3, whatever is in them.
head -c 100000 "$scratch/here.json" >"$scratch/bad.json"
status 'cut off' 3 "$BPFLENS" feature check --against "$scratch/bad.json" prog:xdp
contains 'cut off' "$err" 'it is cut off'
damage() {
  local what=$1 message=$2 filter=$3
  jq "$filter" "$scratch/here.json" >"$scratch/bad.json"
  status "$what" 3 "$BPFLENS" feature check --against "$scratch/bad.json" prog:xdp
  contains "$what" "$err" "$message"
}
damage 'a newer format' 'its format has version 2' '.version = 2'
damage 'no such format' 'it is no saved kernel' 'del(.format)'
damage 'a part is missing' "it has no 'helpers'" 'del(.helpers)'
damage 'an answer that is none' 'is not yes, no or unknown' '.map_types.hash.answer = "maybe"'
damage 'a number that is none' 'is not a number' '.map_types.hash.value = -1'
damage 'a type that is none' "is not one of the file's own program types" '.helpers.bpf_redirect.types.nosuch = "yes"'
damage 'BTF of another size' "can't be unpacked" '.btf.size += 1'
damage 'BTF of a monstrous size' "can't be unpacked" '.btf.size = 260000000 | .btf.data = "eJw="'
damage 'BTF that is none' "'btf' is not" '.btf.data = "eJxLTEoGAAJNASc=" | .btf.size = 3'
for text in '' '[]' 'null' '{"format":"bpflens-kernel"}' '{"format":' "$(printf '%0100000d' 0 | tr 0 '[')"; do
  printf '%s' "$text" >"$scratch/bad.json"
  status 'no saved kernel' 3 "$BPFLENS" feature diff "$scratch/here.json" "$scratch/bad.json"
done
status 'no such file' 3 "$BPFLENS" feature check --against "$scratch/nosuch.json" prog:xdp
