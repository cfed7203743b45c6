#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Every object that Debian's packages ship, as a file or inside a program, is shown, dumped, upgraded and checked; and
# loaded, or refused by the kernel. Packages come from the archive into a cache; or from $BPFLENS_DEBS, a directory with
# packages of another release.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

names=(libxdp1 xdp-tests xdp-tools ir-keytable libbpf-tools gcc-bpf suricata opensnitch-ebpf-modules)
cache=${BPFLENS_DEBS:-${XDG_CACHE_HOME:-$HOME/.cache}/bpflens/packages}

needs 'no package archive: this is no Debian' apt-get dpkg-deb
if [[ -z ${BPFLENS_DEBS:-} ]]; then
  mkdir -p "$cache"
  for name in "${names[@]}"; do
    compgen -G "$cache/${name}_*.deb" >/dev/null && continue
    (cd "$cache" && timeout 120 apt-get -q download "$name" >/dev/null 2>&1) || true # not in every release
  done
fi
compgen -G "$cache/*.deb" >/dev/null || skip 'no package archive can be reached, and none of its packages is in the cache'

# Objects as files, and those that programs carry; kernel modules and the like are no BPF.
mkdir "$scratch/root" "$scratch/inside"
for package in "$cache"/*.deb; do dpkg-deb -x "$package" "$scratch/root/$(basename "${package%%_*}")" || fail "unpacking $package"; done
find "$scratch/root" -type f -size +1k -path '*bin/*' | while read -r program; do
  "$BPFLENS" object extract "$program" "$scratch/inside" >/dev/null 2>&1
done
mapfile -t objects < <(find "$scratch/root" "$scratch/inside" -name '*.o' | sort)
((${#objects[@]} > 0)) || fail "no object in the packages of $cache"

for object in "${objects[@]}"; do
  name=${object#"$scratch"/}
  for verb in 'show' 'show --relocations' 'dump' 'dump --as macros'; do
    # shellcheck disable=SC2086
    status "object $verb $name" 0 "$BPFLENS" object $verb "$object"
    [[ -n $out || $name == *crt[in].o ]] || fail "object $verb $name: nothing written"
  done
  status "object upgrade $name" 0 "$BPFLENS" object upgrade "$object" "$scratch/new.o" --force
  status "object upgrade $name twice" 0 "$BPFLENS" object upgrade "$scratch/new.o" "$scratch/again.o" --force
  cmp -s "$scratch/new.o" "$scratch/again.o" || fail "$name: upgrading twice is not upgrading once"
  got=0
  "$BPFLENS" feature check --object "$object" >"$scratch/out" 2>"$scratch/err" || got=$?
  [[ $got == [015] ]] || fail "feature check --object $name: status $got: $(<"$scratch/err")"
  got=0
  timeout 60 "$BPFLENS" prog loadall "$object" --dry-run >/dev/null 2>"$scratch/err" || got=$?
  case $got in
    0 | 6) ;; # 6: the verifier's own words
    *) # An error of the kernel's and not of the file's.
      grep -qE ': E[A-Z]+ \(' "$scratch/err" && ! grep -qE 'damaged|legacy map definitions|ENOEXEC' "$scratch/err" ||
        [[ $name == *crt[in].o ]] || fail "prog loadall $name: status $got: $(<"$scratch/err")" ;;
  esac
done
echo "${#objects[@]} objects"
