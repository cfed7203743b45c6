#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# "feature" beside bpftool: every key of its report is in ours, in its order; what it reads or finds there, we do, too.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

# Its keys within ours, nesting and order kept. The lists of helpers are compared by their names only: Debian 12's
# bpftool takes a new kernel's refusal for a yes.
keys() { jq -c 'to_entries | map({(.key): (.value | keys_unsorted)})' <<<"$1"; }
shared() { # ORACLE OURS: ours without the keys that the oracle lacks
  jq -c --argjson of "$1" '. as $ours | $of | to_entries
    | map(.key as $k | {($k): ($ours[$k] | keys_unsorted - (keys_unsorted - ($of[$k] | keys_unsorted)))})' <<<"$2"
}
log_lines() { dmesg | wc -l; }

lines=$(log_lines)
oracle=$(bpftool -j feature probe)
ours=$("$BPFLENS" -j feature probe)
same 'keys of feature probe' "$(keys "$oracle")" "$(shared "$oracle" "$ours")"
covers 'feature probe: system' "$(jq .system_config <<<"$oracle")" "$(jq .system_config <<<"$ours")"
covers 'feature probe: system call' "$(jq .syscall_config <<<"$oracle")" "$(jq .syscall_config <<<"$ours")"
covers 'feature probe: miscellaneous' "$(jq .misc <<<"$oracle")" "$(jq .misc <<<"$ours")"
for group in program_types map_types; do
  yes=$(jq -c ".$group | with_entries(select(.value))" <<<"$oracle")
  covers "feature probe: what bpftool finds of $group" "$yes" \
    "$(jq -c --argjson yes "$yes" ".$group | with_entries(select(.key | in(\$yes)) | .value //= (.value == null))" <<<"$ours")"
done
same 'no banner in the kernel log' 0 "$(dmesg | tail -n "+$((lines + 1))" | grep -c 'bpf_probe_write_user\|trace_printk')"

# A device: bpftool asks about those types and maps that devices may run.
ip link add bpflens-a type veth peer name bpflens-b 2>/dev/null || ip link add name bpflens-a type veth peer name bpflens-b
oracle=$(bpftool -j feature probe dev bpflens-a)
ours=$("$BPFLENS" -j feature probe dev bpflens-a)
ip link del bpflens-a
same 'keys of feature probe dev' "$(keys "$oracle")" "$(shared "$oracle" "$ours")"
covers 'feature probe dev' "$oracle" "$ours"
[[ $(jq '.xdp_modes.have_xdp_generic' <<<"$ours") == true ]] || fail 'generic XDP works on a veth'
[[ $(jq '.xdp_modes.have_xdp_offload' <<<"$ours") != true ]] || fail 'a veth offloads nothing'

# Macros: every name that bpftool defines for types and maps we define or call unknown.
names() { grep -o '[A-Z0-9_]*HAVE_[A-Z0-9_]*' <<<"$1" | sed 's/^P_NO_/P_/' | sort -u; }
missing=$(comm -23 <(names "$(bpftool feature probe macros prefix P_)") <(names "$("$BPFLENS" feature probe macros prefix P_)"))
same 'macros that bpftool has and we lack' '' "$missing"

for group in prog_types map_types attach_types link_types helpers; do
  same "list_builtins $group: bpftool's words" '' \
    "$(comm -23 <(bpftool feature list_builtins $group | sort) <("$BPFLENS" feature list_builtins $group | sort))"
done

# Without a capability nothing is a no.
ours=$("$BPFLENS" -j feature probe unprivileged)
same 'unprivileged: no answer is a no' '[]' \
  "$(jq -c '[.program_types, .map_types, .attach_types, .link_types, .map_flags | to_entries[] | select(.value == false) | .key]' <<<"$ours")"
[[ $(jq '.unknown | length' <<<"$ours") -gt 0 ]] || fail 'unprivileged: something is unknown'
same 'unprivileged: capabilities' '[]' "$(jq -c .system.capabilities <<<"$ours")"

# A matrix is CSV in a pipe: as many fields in every line.
fields=$("$BPFLENS" feature helpers --matrix | awk -F, '{ print NF }' | sort -u)
same 'feature helpers --matrix: a field a type, and the name' "$("$BPFLENS" feature list_builtins prog_types | wc -l)" "$fields"
