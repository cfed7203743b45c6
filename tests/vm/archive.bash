# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Sourced with $suite and $work set: packages of any Debian suite, without installing them. apt gets a configuration of
# its own in $work: the machine's sources, lists and packages stay as they are.
# shellcheck disable=SC2154 # who sources this sets suite

: "${suite:?}" "${work:?}"

# The mirror this machine uses: the first that Debian itself is read from.
mirror() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }'
}

suite_apt() {
  local command=$1
  shift
  "$command" -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$work/apt/state" \
    -o "Dir::State::status=$work/apt/status" -o "Dir::Cache=$work/apt/cache" \
    -o Acquire::Languages=none -o Acquire::Retries=3 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= "$@"
}

# Looks up what the archive has now.
open_archive() {
  mkdir -p "$work/apt/state/lists/partial" "$work/apt/cache/archives/partial"
  local site
  site=$(mirror)
  [[ -n $site ]] || { echo "apt knows no Debian mirror" >&2; return 1; }
  : >"$work/apt/status"
  {
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $suite main"
    [[ $suite == sid ]] ||
      echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${site%/}-security $suite-security main"
  } >"$work/apt/sources.list"
  suite_apt apt-get -q update
}

# depends PACKAGE PATTERN: those of its dependencies that match.
depends() {
  suite_apt apt-cache show --no-all-versions "$1" | sed -n 's/^Depends: //p' | tr -d ' ' | tr ',' '\n' |
    sed 's/(.*//' | grep -E "$2" || true
}
