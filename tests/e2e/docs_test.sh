#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The commands of every page in docs/ (its blocks marked sh), run from top to bottom in an empty directory.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
needs 'clang or jq is not installed' clang jq
for page in "$BPFLENS_SOURCE"/docs/*.md; do
  name=$(basename "$page" .md)
  awk '/^```/ { inside = $0 == "```sh"; next } inside' "$page" >"$scratch/$name.sh"
  [[ $name == README || -s $scratch/$name.sh ]] || fail "$name.md has no command"
  run_page "$name"
done

# Pages are found, and name only files that are there.
for page in "$BPFLENS_SOURCE"/docs/*.md; do
  while read -r target; do
    [[ -e $BPFLENS_SOURCE/docs/$target ]] || fail "${page##*/} leads to $target, which isn't there"
  done < <(grep -oE '\]\([^):]+\)' "$page" | sed 's/^](//; s/)$//')
  [[ $page == */README.md ]] || grep -q "(${page##*/})" "$BPFLENS_SOURCE/docs/README.md" || fail "docs/README.md lacks ${page##*/}"
done
nothing_pinned
