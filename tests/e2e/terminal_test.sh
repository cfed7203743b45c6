#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# On a pseudo-terminal: tables of its width, colour, and the pager; and none of that in a pipe.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
command -v script less >/dev/null || skip 'script or less is not installed'
unset NO_COLOR CLICOLOR_FORCE PAGER BPFLENS_PAGER LESS
export TERM=xterm BPFLENS

# on_terminal COLUMNS COMMAND: what the shell command shows on a terminal so wide, with carriage returns left out.
on_terminal() { SHELL=/bin/bash timeout 20 script -qec "stty cols $1; $2" /dev/null </dev/null | tr -d '\r'; }

long=$pins/$(printf 'x%.0s' {1..150})
"$BPFLENS" map create "$long" type hash key 4 value 4 entries 4 name wide >/dev/null || fail 'a map'
shown=$(on_terminal 70 "$BPFLENS --color never --no-pager pin list $pins")
contains 'cut to the terminal' "$shown" 'x…  map'
[[ $(LC_ALL=C.UTF-8 wc -L <<<"$shown") -le 70 ]] || fail "wider than the terminal: $shown"
contains 'whole in a pipe' "$("$BPFLENS" pin list "$pins")" "$long"

bold=$'\e[1m'
contains 'titles are bold' "$(on_terminal 300 "$BPFLENS --no-pager pin list $pins")" "${bold}PATH"
for setting in NO_COLOR=1 TERM=dumb; do
  shown=$(on_terminal 300 "$setting $BPFLENS --no-pager pin list $pins")
  [[ $shown != *$'\e'* ]] || fail "$setting: $shown"
done
contains 'CLICOLOR_FORCE' "$(CLICOLOR_FORCE=1 "$BPFLENS" pin list "$pins")" "$bold"
[[ $("$BPFLENS" pin list "$pins") != *$'\e'* ]] || fail 'colour in a pipe'

# The pager gets what a pipe would, with colour; its words are taken as they are, without a shell.
cat >"$scratch/pager" <<'EOF'
#!/bin/sh
echo "paged with: $*"
exec cat
EOF
chmod +x "$scratch/pager"
shown=$(on_terminal 300 "PAGER='$scratch/pager a;b \$HOME' $BPFLENS pin list $pins")
contains 'the pager gets the list' "$shown" "$long"
contains 'without a shell' "$shown" 'paged with: a;b $HOME'
contains 'before PAGER' "$(on_terminal 300 "BPFLENS_PAGER='$scratch/pager mine' PAGER=false $BPFLENS help prog")" 'paged with: mine'
for words in "-j pin list $pins" "pin list -q $pins" "--no-pager pin list $pins" version; do
  shown=$(on_terminal 300 "PAGER=$scratch/pager $BPFLENS $words")
  [[ $shown != *'paged with'* ]] || fail "$words was paged"
done
shown=$(on_terminal 300 "echo pin list $pins | PAGER=$scratch/pager $BPFLENS batch -")
[[ $shown == *"$long"* && $shown != *'paged with'* ]] || fail "a batch was paged: $shown"
contains 'a pager that is not there is done without' "$(on_terminal 300 "PAGER=/nosuch/pager $BPFLENS pin list $pins")" "$long"
shown=$(on_terminal 300 "PAGER=true $BPFLENS btf dump; echo status \$?")
same 'a pager that reads nothing ends the command quietly' 'status 0' "$shown"
contains 'less leaves short text alone' "$(on_terminal 300 "$BPFLENS pin list $pins; echo status \$?")" 'status 0'

# Work over a second has a bar on standard error, if that is a terminal and nothing else is written there.
"$BPFLENS" map create "$pins/many" --type array --key-type u32 --value-type u64 --entries 1000000 || fail 'a large map'
"$BPFLENS" map create "$pins/more" --type array --key-type u32 --value-type u32 --entries 4000000 || fail 'a larger map'
for words in "map dump $pins/many" "map export $pins/many" "map count $pins/more"; do
  contains "$words shows how far it is" "$(on_terminal 80 "$BPFLENS $words >'$scratch/out'")" ' entries'
  # shellcheck disable=SC2086
  same "$words in a pipe" '' "$("$BPFLENS" $words 2>&1 >/dev/null)"
done
