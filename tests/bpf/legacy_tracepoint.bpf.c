// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A tracepoint's name with the separators of a function's.
#include "legacy.h"

struct bpf_map_def SEC("maps") runs = {BPF_MAP_TYPE_ARRAY, sizeof(__u32), sizeof(__u64), 1, 0};

SEC("tracepoint__syscalls__sys_enter_getuid")
int on_getuid(void *context) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&runs, &key);
  if (value) __sync_fetch_and_add(value, 1);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
