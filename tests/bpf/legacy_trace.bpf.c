// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two examples of the kernel's samples in the form of their day: a hash that every getuid(2) fills and empties, and
// a record for every write(2). The symbols behind system calls are called otherwise now.
#include "legacy.h"

struct pt_regs;

struct bpf_map_def SEC("maps") hash_map = {
    .type = BPF_MAP_TYPE_HASH,
    .key_size = sizeof(__u32),
    .value_size = sizeof(long),
    .max_entries = 1000,
};

struct bpf_map_def SEC("maps") my_map = {
    .type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
    .key_size = sizeof(int),
    .value_size = sizeof(__u32),
    .max_entries = 2,
};

struct bpf_map_def SEC("maps") runs = {
    .type = BPF_MAP_TYPE_ARRAY,
    .key_size = sizeof(__u32),
    .value_size = sizeof(__u64),
    .max_entries = 1,
};

SEC("kprobe/sys_getuid")
int stress_hmap(struct pt_regs *ctx) {
  __u32 key = bpf_get_current_pid_tgid();
  long init_val = 1;
  long *value;

  bpf_map_update_elem(&hash_map, &key, &init_val, BPF_ANY);
  value = bpf_map_lookup_elem(&hash_map, &key);
  if (value) bpf_map_delete_elem(&hash_map, &key);

  __u32 zero = 0;
  __u64 *count = bpf_map_lookup_elem(&runs, &zero);
  if (count) __sync_fetch_and_add(count, 1);
  return 0;
}

SEC("kprobe/sys_write")
int bpf_prog1(struct pt_regs *ctx) {
  struct S {
    __u64 pid;
    __u64 cookie;
  } data;

  data.pid = bpf_get_current_pid_tgid();
  data.cookie = 0x12345678;

  bpf_perf_event_output(ctx, &my_map, 0, &data, sizeof(data));
  return 0;
}

char _license[] SEC("license") = "GPL";
__u32 _version SEC("version") = 263680; /* 4.6.0 */
