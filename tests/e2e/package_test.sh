#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What cpack makes: a .deb whose files are where they belong, whose dependencies are the true ones and in which lintian
# finds no error, and a .tar.gz of the same; the binary out of both works.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

export TMPDIR=$scratch # other programs leave files in it
needs 'cpack or dpkg-dev is not installed (scripts/setup)' cpack dpkg-shlibdeps

(cd "$scratch" && cpack --config "$BPFLENS_BUILD/CPackConfig.cmake" -B "$scratch/packed") >"$scratch/log" 2>&1 ||
  { fail "cpack: $(tail -n 20 "$scratch/log")"; exit; }
deb=$(compgen -G "$scratch/packed/*.deb") && tarball=$(compgen -G "$scratch/packed/*.tar.gz") || fail 'not two packages'

dpkg-deb -x "$deb" "$scratch/deb"
for path in usr/bin/bpflens usr/include/bpflens/scope.bpf.h usr/share/bash-completion/completions/bpflens \
  usr/share/zsh/vendor-completions/_bpflens usr/share/fish/vendor_completions.d/bpflens.fish \
  usr/share/bpflens/schema/prog.json usr/share/doc/bpflens/examples/trace_output.bpf.c \
  usr/share/doc/bpflens/copyright usr/share/doc/bpflens/changelog.gz; do
  [[ -s $scratch/deb/$path ]] || fail "the package lacks $path"
done
same 'every page is there, compressed' "$(cd "$BPFLENS_BUILD/man" && compgen -G '*.8' | sort)" \
  "$(cd "$scratch/deb/usr/share/man/man8" && compgen -G '*' | sed 's/[.]gz$//' | sort)"
status 'the binary works' 0 "$scratch/deb/usr/bin/bpflens" -j prog list

# Each library that is needed comes with a package that is named, and capstone, which is only loaded.
depends=$(dpkg-deb -f "$deb" Depends)
for library in $(objdump -p "$scratch/deb/usr/bin/bpflens" | awk '$1 == "NEEDED" { print $2 }') libcapstone.so.4; do
  package=$(dpkg-query -S "*/$(uname -m)-linux-gnu/$library" | head -n 1)
  contains "Depends, for $library" ", $depends" ", ${package%%:*}"
done
if command -v lintian >/dev/null; then
  errors=$(lintian --allow-root --fail-on none --tag-display-limit 0 "$deb" 2>&1 | grep '^E:')
  same 'lintian' '' "$errors"
fi

# As a C programmer would use the header and the example.
clang -target bpf -O2 -g -idirafter "/usr/include/$(uname -m)-linux-gnu" -I "$scratch/deb/usr/include" \
  -c "$scratch/deb/usr/share/doc/bpflens/examples/trace_output.bpf.c" -o "$scratch/example.o" 2>"$scratch/err" ||
  fail "the example does not compile: $(<"$scratch/err")"

mkdir "$scratch/tar" && tar -xzf "$tarball" -C "$scratch/tar" --strip-components=1
same 'the tarball has the same files' \
  "$(cd "$scratch/deb/usr" && find . -type f | grep -vE '/(copyright|changelog.gz|CHANGELOG.md.gz)$' | sort)" \
  "$(cd "$scratch/tar" && find . -type f | grep -v '/CHANGELOG.md$' | sort)"
status 'the binary of the tarball works' 0 "$scratch/tar/bin/bpflens" version

# In a Debian of its own, with nothing but what the package says it needs. Kept in the cache for the next time.
clean=${XDG_CACHE_HOME:-$HOME/.cache}/bpflens/debian-12.tar
# shellcheck disable=SC2034 # for archive.bash
suite=bookworm work=$scratch
# shellcheck source-path=SCRIPTDIR/../.. source=tests/vm/archive.bash
. "$BPFLENS_SOURCE/tests/vm/archive.bash"
in_clean() { chroot "$scratch/clean" "$@"; }
install_in_clean() {
  command -v debootstrap >/dev/null || { echo 'LEFT OUT: a clean Debian: debootstrap is not installed'; return; }
  mkdir -p "$scratch/clean" "${clean%/*}"
  if [[ -s $clean ]]; then
    tar -xf "$clean" -C "$scratch/clean"
  elif timeout 240 debootstrap --variant=minbase bookworm "$scratch/clean" "$(mirror)" >"$scratch/log" 2>&1; then
    tar -cf "$clean" -C "$scratch/clean" .
  else
    echo "LEFT OUT: a clean Debian: debootstrap: $(tail -n 1 "$scratch/log")"
    return
  fi
  cp "$deb" "$scratch/clean/bpflens.deb"
  in_clean apt-get install -y --no-install-recommends /bpflens.deb >"$scratch/log" 2>&1 </dev/null ||
    { fail "installing: $(tail -n 5 "$scratch/log")"; return; }
  mount -t proc proc "$scratch/clean/proc" && mount --rbind /sys "$scratch/clean/sys" || fail 'mounting /proc and /sys'
  status 'clean Debian: version' 0 in_clean bpflens version
  status 'clean Debian: prog list' 0 in_clean bpflens -j prog list
  jq -e 'type == "array"' <<<"$out" >/dev/null || fail "clean Debian: prog list: $out"
  status 'clean Debian: a map' 0 in_clean bpflens map create "$pins/clean" type hash key 4 value 4 entries 4 name clean
  status 'clean Debian: completion' 0 in_clean bpflens __complete prog sh
  contains 'clean Debian: completion' "$out" show
  umount -R "$scratch/clean/sys" && umount "$scratch/clean/proc"
}
install_in_clean
