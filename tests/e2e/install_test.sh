#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What "cmake --install" puts where, and that it works from there: binary, man pages, completions.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
needs 'cmake is not installed' cmake

root=$scratch/root
DESTDIR=$root cmake --install "$BPFLENS_BUILD" --prefix /usr >"$scratch/log" 2>&1 || fail "install: $(<"$scratch/log")"

status 'the installed binary lists programs' 0 "$root/usr/bin/bpflens" -j prog list
status 'it needs nothing from the build directory' 0 env -i "$root/usr/bin/bpflens" help

# A page a noun, each naming every verb; verbs without a noun are in the first page.
pages=$root/usr/share/man/man8
for noun in $("$BPFLENS" __complete '' | cut -f1 | grep -vx help); do
  mapfile -t verbs < <("$BPFLENS" __complete "$noun" '' | grep -v 'as in bpftool' | cut -f1)
  if ((${#verbs[@]} == 0)); then verbs=("$noun") page=$pages/bpflens.8; else page=$pages/bpflens-$noun.8; fi
  [[ -e $page ]] || { fail "no man page for $noun"; continue; }
  for verb in "${verbs[@]}"; do
    grep -q "Cm $verb" "$page" || fail "$page doesn't name $verb"
  done
done

# bash: the function is found by name, loaded, and completes.
completions=$root/usr/share/bash-completion/completions
# shellcheck disable=SC2016
offers=$(PATH=$root/usr/bin:$PATH bash --norc -c '
  source "$1/bpflens"
  COMP_WORDS=(bpflens prog sh); COMP_CWORD=2; _bpflens bpflens sh prog; echo "${COMPREPLY[@]}"
  COMP_WORDS=(bpflens --co); COMP_CWORD=1; _bpflens bpflens --co bpflens; echo "${COMPREPLY[@]}"
  complete -p bpflens' _ "$completions")
same 'bash' 'show
--color
complete -o default -F _bpflens bpflens' "$offers"
if [[ -e /usr/share/bash-completion/bash_completion ]]; then
  # shellcheck disable=SC2016
  loaded=$(XDG_DATA_DIRS=$root/usr/share bash --norc -c '
    source /usr/share/bash-completion/bash_completion; _completion_loader bpflens; complete -p bpflens')
  contains 'bash-completion finds it by itself' "$loaded" '_bpflens'
fi
