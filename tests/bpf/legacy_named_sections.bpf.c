// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Maps as gobpf declared them: a section each, and a long record.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct bpf_map_def {
  unsigned int type;
  unsigned int key_size;
  unsigned int value_size;
  unsigned int max_entries;
  unsigned int map_flags;
  unsigned int pinning;
  char namespace[256];
};

struct bpf_map_def SEC("maps/seen") seen = {
    .type = BPF_MAP_TYPE_HASH,
    .key_size = sizeof(__u32),
    .value_size = sizeof(__u32),
    .max_entries = 16,
};

struct bpf_map_def SEC("maps/events") events = {
    .type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
    .key_size = sizeof(int),
    .value_size = sizeof(__u32),
};

SEC("xdp_filter")
int note_packets(struct xdp_md *ctx) {
  __u32 key = 1;
  bpf_map_update_elem(&seen, &key, &key, BPF_ANY);
  bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &key, sizeof(key));
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
