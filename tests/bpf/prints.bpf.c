// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Prints a line for every new program.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("tracepoint/sched/sched_process_exec")
int prints(void *context) {
  bpf_printk("hello from %d", (int)(bpf_get_current_pid_tgid() >> 32));
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
