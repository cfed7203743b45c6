#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Completion at a keyboard: bash, zsh and fish on a pseudo-terminal, with nothing but what "cmake --install" puts in place.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

export TMPDIR=$scratch # other programs leave files in it
needs 'cmake, a shell or python3 is not installed (scripts/setup)' cmake bash zsh fish /usr/bin/python3

root=$scratch/root
DESTDIR=$root cmake --install "$BPFLENS_BUILD" --prefix /usr >"$scratch/log" 2>&1 || fail "install: $(<"$scratch/log")"
"$BPFLENS" map create "$pins/first" type hash key 4 value 4 entries 4 name only_one_here >/dev/null || fail 'a map'
share=$root/usr/share
mkdir "$scratch/home"
cat >"$scratch/home/bashrc" <<EOF
source $share/bash-completion/completions/bpflens
PS1='ready> '
EOF
cat >"$scratch/home/.zshrc" <<EOF
fpath=($share/zsh/vendor-completions \$fpath)
autoload -Uz compinit; compinit -u -d $scratch/home/zcompdump
PS1='ready> '
EOF
cat >"$scratch/home/init.fish" <<EOF
source $share/fish/vendor_completions.d/bpflens.fish
function fish_prompt; echo 'ready> '; end
EOF

declare -A shells=(
  [bash]="bash --noprofile --rcfile $scratch/home/bashrc -i"
  [zsh]='zsh -i'
  [fish]="fish --no-config --init-command 'source $scratch/home/init.fish'"
)
# completes SHELL KEYS WANTED
completes() {
  HOME=$scratch/home ZDOTDIR=$scratch/home PATH=$root/usr/bin:$PATH TERM=xterm \
    bash -c 'exec "$0" "$1" "$2" "$3" '"${shells[$1]}" "$BPFLENS_SOURCE/tests/support/type_in_terminal.py" 'ready> ' "$2" "$3" \
    >"$scratch/seen" 2>&1 </dev/null || fail "$1: $2: $(<"$scratch/seen")"
}
cp "$BPFLENS_BUILD/bpf/trace_output.bpf.o" "$scratch/o" && cd "$scratch" || exit 1 # lines that fit the terminal
for shell in "${!shells[@]}"; do
  completes "$shell" 'bpflens feat\t' 'bpflens feature '
  completes "$shell" 'bpflens prog sh\t' 'bpflens prog show '
  completes "$shell" 'bpflens map show only_\t' 'bpflens map show only_one_here '
  completes "$shell" 'bpflens prog list --no-h\t' 'bpflens prog list --no-headers '
  completes "$shell" "bpflens map show $pins/fi\\t" "bpflens map show $pins/first "
  completes "$shell" 'bpflens prog list --fields id,nam\t' 'bpflens prog list --fields id,name '
  completes "$shell" 'bpflens prog list --color=al\t' 'bpflens prog list --color=always '
  completes "$shell" 'bpflens perf run o --type eve\t' 'bpflens perf run o --type event '
  completes "$shell" 'bpflens prog load o --map my_\tonly_\t' 'bpflens prog load o --map my_map=only_one_here '
done
