/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs that measure another program and their reader share. */
#pragma once

#include <linux/bpf.h>

#define PROFILE_METRICS_MAX 8

struct profile_setup {
  __u32 metrics; /* how many are counted, at most PROFILE_METRICS_MAX */
  __u32 cpus;    /* counter M of CPU C is at index M * cpus + C */
};

/* Of one CPU. */
struct profile_readings {
  __u64 runs;
  struct bpf_perf_event_value values[PROFILE_METRICS_MAX];
};
