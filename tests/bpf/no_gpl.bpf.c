// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A helper for GPL programs only, called from a program under another licence.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

SEC("raw_tracepoint/sys_enter")
int calls_gpl_helper(void *ctx) { return bpf_get_current_task() != 0; }

char LICENSE[] SEC("license") = "Proprietary";
