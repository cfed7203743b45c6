# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Asks bpflens itself for the words that may come next.
complete -c bpflens -a '(set -l words (commandline -opc) (commandline -ct); bpflens __complete $words[2..-1] 2>/dev/null)'
