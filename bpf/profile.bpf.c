// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reads counters before and after each run of the program it is attached to, and adds up the differences.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "profile.h"

const volatile struct profile_setup setup = {0, 0};

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, sizeof(__u32));
  __uint(value_size, sizeof(__u32));
} counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct profile_readings);
} started SEC(".maps"), totals SEC(".maps");

static __always_inline struct profile_readings *readings_in(void *map) {
  __u32 first = 0;
  return bpf_map_lookup_elem(map, &first);
}

static __always_inline int count(struct bpf_perf_event_value *values) {
  __u32 cpu = bpf_get_smp_processor_id();
#pragma unroll
  for (__u32 i = 0; i < PROFILE_METRICS_MAX; ++i) {
    if (i >= setup.metrics) break;
    if (bpf_perf_event_read_value(&counters, i * setup.cpus + cpu, &values[i], sizeof values[i])) return -1;
  }
  return 0;
}

SEC("fentry")
int before(void *context) {
  struct profile_readings *start = readings_in(&started);
  if (start) start->runs = count(start->values) == 0; /* 1: there is something to compare with */
  return 0;
}

SEC("fexit")
int after(void *context) {
  struct bpf_perf_event_value end[PROFILE_METRICS_MAX];
  struct profile_readings *start = readings_in(&started);
  struct profile_readings *total = readings_in(&totals);

  if (count(end) != 0 || !start || !total || !start->runs) return 0;
  start->runs = 0;
#pragma unroll
  for (__u32 i = 0; i < PROFILE_METRICS_MAX; ++i) {
    if (i >= setup.metrics) break;
    total->values[i].counter += end[i].counter - start->values[i].counter;
    total->values[i].enabled += end[i].enabled - start->values[i].enabled;
    total->values[i].running += end[i].running - start->values[i].running;
  }
  ++total->runs;
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
