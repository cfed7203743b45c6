// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A program that a locked down kernel refuses.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

SEC("fentry/bpf_fentry_test1")
int on_test(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
