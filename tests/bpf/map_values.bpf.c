// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Global data of several types, in a section of its own, and a map of structs.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

enum mode { SLOW, FAST = 5 };

struct sample {
  __u32 pid;
  enum mode mode;
  char name[8];
  __u64 count;
};

__attribute__((section(".data.values"))) int counter = 7;
__attribute__((section(".data.values"))) float ratio = 1.5;
__attribute__((section(".data.values"))) enum mode mode = FAST;

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, struct sample);
} samples SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_getpid")
int count_calls(void *context) {
  __u32 key = 0;
  struct sample *sample = bpf_map_lookup_elem(&samples, &key);
  if (sample) sample->count += counter;
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
