#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# prog attach, detach, tracelog and unload on the real kernel, with bpftool as witness.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

objects=$BPFLENS_BUILD/tests/bpf
"$BPFLENS" prog loadall "$objects/sockets.bpf.o" "$pins/p" --pinmaps "$pins/m" >/dev/null || fail 'loading'

for kind in "verdict sk_msg_verdict" "stream sk_skb_stream_verdict" "parse sk_skb_stream_parser"; do
  read -r name type <<<"$kind"
  status "attach $type" 0 "$BPFLENS" prog attach pinned "$pins/p/$name" "$type" pinned "$pins/m/sockets"
  status "bpftool detach $type" 0 bpftool prog detach pinned "$pins/p/$name" "$type" pinned "$pins/m/sockets"
  status "detach $type again" 1 "$BPFLENS" prog detach "$pins/p/$name" "$type" "$pins/m/sockets"
  contains "detach $type again" "$err" "it isn't attached there"
  status "bpftool attach $type" 0 bpftool prog attach pinned "$pins/p/$name" "$type" pinned "$pins/m/sockets"
  status "detach $type" 0 "$BPFLENS" -j prog detach "$pins/p/$name" "$type" "$pins/m/sockets"
  same "detach $type" null "$out"
done
status 'attach of a wrong type' 3 "$BPFLENS" prog attach "$pins/p/verdict" sk_skb_verdict "$pins/m/sockets"
contains 'attach of a wrong type' "$err" 'EINVAL'
status 'flow dissector of a wrong type' 3 "$BPFLENS" prog attach "$pins/p/verdict" flow_dissector
contains 'flow dissector of a wrong type' "$err" "which can't be attached as flow_dissector"
unshare --net "$BPFLENS" prog attach "$pins/p/dissect" flow_dissector || fail 'attach flow_dissector'

older_than 5.15 && exit # from here on with programs on tracepoints whose links are pinned

# What a program prints.
"$BPFLENS" prog load "$objects/prints.bpf.o" "$pins/prints" --autoattach >/dev/null || fail 'loading a program that prints'
"$BPFLENS" -j prog tracelog >"$scratch/log" &
children+=("$!")
printed() { /bin/true; grep -q "hello from" "$scratch/log"; }
until_true printed
kill -INT "${children[0]}" && wait "${children[0]}" || fail "prog tracelog ended with $?"
children=()
same 'a line' '"bpf_trace_printk"' "$(grep -m1 'hello from' "$scratch/log" | jq .event)"
contains 'a line' "$(grep -m1 'hello from' "$scratch/log" | jq -r .message)" 'hello from'

# Unload: the pinned link goes, and with it the program.
id=$("$BPFLENS" -j prog list | jq '.[] | select(.name == "prints") | .id')
status 'unload --dry-run' 0 "$BPFLENS" prog unload "$id" --dry-run
[[ -e $pins/prints ]] || fail 'unload --dry-run removed the pin'
status 'unload' 0 "$BPFLENS" -j prog unload "$id"
same 'unload' '[true,1]' "$(jq -c '[.unloaded, (.removed_pins | length)]' <<<"$out")"
[[ -e $pins/prints ]] && fail 'unload left the pin'
status 'unload of nothing' 1 "$BPFLENS" prog unload "$id"
"$BPFLENS" prog load "$objects/two_programs.bpf.o" "$pins/held" >/dev/null
status 'unload by pin' 0 "$BPFLENS" prog unload "$pins/held"
contains 'unload by pin' "$out" 'is unloaded'
