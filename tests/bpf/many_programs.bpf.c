// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Twelve programs, as many as are loaded side by side. With REJECTED the verifier refuses two of them.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 16);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

const volatile __u64 step = 3;

#ifdef REJECTED
#define CHECK_VALUE(slot) if (value || slot == 4 || slot == 9)
#else
#define CHECK_VALUE(slot) if (value)
#endif

#define PROGRAM(slot)                                    \
  SEC("socket")                                          \
  int count_##slot(struct __sk_buff *skb) {              \
    __u32 key = slot;                                    \
    __u64 *value = bpf_map_lookup_elem(&counts, &key);   \
    CHECK_VALUE(slot) __sync_fetch_and_add(value, step); \
    return skb->len;                                     \
  }

PROGRAM(0)
PROGRAM(1)
PROGRAM(2)
PROGRAM(3)
PROGRAM(4)
PROGRAM(5)
PROGRAM(6)
PROGRAM(7)
PROGRAM(8)
PROGRAM(9)
PROGRAM(10)
PROGRAM(11)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
