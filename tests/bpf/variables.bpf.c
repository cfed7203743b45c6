// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Variables of every section and several types, and a program that returns what they make together.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

enum mode { LENIENT = 1, STRICT = 5 };

struct config {
  int ports[3];
  enum mode mode;
};

const volatile int limit = 1;
volatile struct config config = {.ports = {10, 20, 30}, .mode = LENIENT};
volatile __u64 bonus;

SEC("xdp")
int total(struct xdp_md *context) { return limit + config.ports[1] + config.mode + (int)bonus; }

SEC("xdp")
int other(struct xdp_md *context) { return XDP_PASS; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
