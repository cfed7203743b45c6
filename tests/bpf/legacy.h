/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What programs had to declare for themselves before libbpf's headers were there, for clang and gcc alike. */
#ifndef BPFLENS_TESTS_LEGACY_H
#define BPFLENS_TESTS_LEGACY_H

#include <linux/bpf.h>
#include <linux/types.h>

#define SEC(name) __attribute__((section(name), used))

#ifdef __clang__
#define HELPER(id, result, name, ...) \
  static result (*const name)(__VA_ARGS__) __attribute__((unused)) = (void *)(unsigned long)(id)
#else
#define HELPER(id, result, name, ...) result name(__VA_ARGS__) __attribute__((kernel_helper(id)))
#endif

HELPER(BPF_FUNC_map_lookup_elem, void *, bpf_map_lookup_elem, void *map, const void *key);
HELPER(BPF_FUNC_map_update_elem, long, bpf_map_update_elem, void *map, const void *key, const void *value,
       unsigned long long flags);
HELPER(BPF_FUNC_map_delete_elem, long, bpf_map_delete_elem, void *map, const void *key);
HELPER(BPF_FUNC_get_current_pid_tgid, unsigned long long, bpf_get_current_pid_tgid, void);
HELPER(BPF_FUNC_perf_event_output, long, bpf_perf_event_output, void *context, void *map, unsigned long long flags,
       void *data, unsigned long long size);
HELPER(BPF_FUNC_tail_call, long, bpf_tail_call, void *context, void *map, unsigned int index);

/* The kernel samples'. */
struct bpf_map_def {
  unsigned int type;
  unsigned int key_size;
  unsigned int value_size;
  unsigned int max_entries;
  unsigned int map_flags;
};

/* iproute2's. */
struct bpf_elf_map {
  __u32 type;
  __u32 size_key;
  __u32 size_value;
  __u32 max_elem;
  __u32 flags;
  __u32 id;
  __u32 pinning;
  __u32 inner_id;
  __u32 inner_idx;
};

#endif
