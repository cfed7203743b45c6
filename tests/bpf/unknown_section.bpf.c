// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A section name that stands for no program type.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

SEC("my_own_name")
int a_program(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
