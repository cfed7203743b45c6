#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# A source compiled without a kernel tree, with a vmlinux.h and without; clang's own errors come through.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
needs 'clang is not installed' clang

cat >"$scratch/count.bpf.c" <<'C'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, LIMIT);
  __type(key, u32);
  __type(value, u64);
} counts SEC(".maps");
SEC("raw_tp/sched_switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx) {
  struct task_struct *next = (struct task_struct *)ctx->args[2];
  u32 key = (u32)BPF_CORE_READ(next, pid) % LIMIT;
  u64 *value = bpf_map_lookup_elem(&counts, &key);
  if (value) *value += 1;
  return 0;
}
char LICENSE[] SEC("license") = "GPL";
C
if [[ -e /sys/kernel/btf/vmlinux ]]; then
  status 'compile with vmlinux.h' 0 "$BPFLENS" object compile "$scratch/count.bpf.c" --vmlinux -- -DLIMIT=16
  [[ -s $scratch/count.bpf.o ]] || fail 'no object came of it'
  contains 'its CO-RE relocations' "$("$BPFLENS" object show "$scratch/count.bpf.o")" 'struct task_struct.pid'
  contains 'its compiler' "$("$BPFLENS" object show "$scratch/count.bpf.o")" 'clang version'
  status 'and it loads' 0 "$BPFLENS" prog load "$scratch/count.bpf.o" "$pins/count"
  rm -f "$pins/count"
fi
status 'compile without vmlinux.h' 3 "$BPFLENS" object compile "$scratch/count.bpf.c" -- -DLIMIT=16
contains "clang's own words" "$err" "fatal error: 'vmlinux.h' file not found"
contains 'what to do' "$err" '--vmlinux'
status 'no clang' 3 env PATH=/nonexistent "$BPFLENS" object compile "$scratch/count.bpf.c"
contains 'no clang' "$err" 'no clang is in PATH'
same 'nothing temporary is left' '' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'bpflens-??????' -newer "$scratch/count.bpf.c")"
