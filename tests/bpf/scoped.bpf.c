// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A record into a ring buffer for every write(2) of a task in the scope that bpflens has set.
#include <linux/bpf.h>
#include <linux/types.h>

#include "bpflens/scope.bpf.h"

struct written {
  __u32 pid;
  __u32 netns;
  __u32 pidns;
  __u32 mntns;
  char comm[16];
};

const struct written *unused __attribute__((unused));

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 65536);
} writes SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_write")
int on_write(void *context) {
  struct written *record;
  if (!bpflens_in_scope()) return 0;
  record = bpf_ringbuf_reserve(&writes, sizeof(*record), 0);
  if (!record) return 0;
  record->pid = bpf_get_current_pid_tgid() >> 32;
  record->netns = bpflens_current_netns();
  record->pidns = bpflens_current_pidns();
  record->mntns = bpflens_current_mntns();
  bpf_get_current_comm(record->comm, sizeof(record->comm));
  bpf_ringbuf_submit(record, 0);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
