/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Lets bpflens decide which events a program writes: events that nobody wants then cost next to nothing.
 *
 *   #include <bpflens/scope.bpf.h>       // behind vmlinux.h, or linux/bpf.h and linux/types.h
 *   ...
 *   if (!bpflens_in_scope()) return 0;   // or, for a packet: if (!bpflens_packet_in_scope(skb)) return 0;
 *
 * "bpflens perf stream|run --pid|--comm|--cgroup|--container|--netns|--pidns|--mntns" fills the map that is made
 * here, and puts it back at its end; without them everything passes. Namespaces are read with CO-RE by
 * bpf_probe_read_kernel(), so the program's licence must be compatible with the GPL. */
#pragma once

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define BPFLENS_SCOPE_PIDS 8

/* What of a scope counts. */
enum bpflens_scope_check {
  BPFLENS_SCOPE_PID = 1,
  BPFLENS_SCOPE_COMM = 2,
  BPFLENS_SCOPE_CGROUP = 4,
  BPFLENS_SCOPE_NETNS = 8,
  BPFLENS_SCOPE_PIDNS = 16,
  BPFLENS_SCOPE_MNTNS = 32,
  BPFLENS_SCOPE_NOT_PID = 64, /* the process that reads the events */
};

struct bpflens_scope {
  __u32 checks; /* enum bpflens_scope_check */
  __u32 pid_count;
  __s32 pids[BPFLENS_SCOPE_PIDS]; /* in the first PID namespace */
  char comm[16];
  __u64 cgroup;       /* id of a directory of the unified hierarchy, */
  __u32 cgroup_level; /* which is so deep */
  __u32 netns;        /* inodes */
  __u32 pidns;
  __u32 mntns;
  __s32 not_pid;
  __u32 unused;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct bpflens_scope);
} bpflens_scope SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common___bpflens {
  unsigned int inum;
};

struct net___bpflens {
  struct ns_common___bpflens ns;
};

struct mnt_namespace___bpflens {
  struct ns_common___bpflens ns;
};

struct pid_namespace___bpflens {
  struct ns_common___bpflens ns;
};

struct nsproxy___bpflens {
  struct mnt_namespace___bpflens *mnt_ns;
  struct net___bpflens *net_ns;
};

struct upid___bpflens {
  int nr;
  struct pid_namespace___bpflens *ns;
};

struct pid___bpflens {
  unsigned int level;
  struct upid___bpflens numbers[1];
};

struct cgroup___bpflens {
  int level;
  __u64 ancestor_ids[1]; /* before Linux 6.1 */
};

struct css_set___bpflens {
  struct cgroup___bpflens *dfl_cgrp;
};

struct task_struct___bpflens {
  struct pid___bpflens *thread_pid;
  struct nsproxy___bpflens *nsproxy;
  struct css_set___bpflens *cgroups;
};

typedef struct {
  struct net___bpflens *net;
} possible_net_t___bpflens;

struct net_device___bpflens {
  possible_net_t___bpflens nd_net;
};

struct sk_buff___bpflens {
  struct net_device___bpflens *dev;
};

#pragma clang attribute pop

static __always_inline struct bpflens_scope *bpflens_scope_now(void) {
  __u32 first = 0;
  return bpf_map_lookup_elem(&bpflens_scope, &first);
}

static __always_inline __u32 bpflens_current_netns(void) {
  struct task_struct___bpflens *task = (void *)bpf_get_current_task();
  return BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
}

static __always_inline __u32 bpflens_current_mntns(void) {
  struct task_struct___bpflens *task = (void *)bpf_get_current_task();
  return BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
}

/* The innermost PID namespace that the task has a number in. */
static __always_inline __u32 bpflens_current_pidns(void) {
  struct task_struct___bpflens *task = (void *)bpf_get_current_task();
  struct pid___bpflens *pid = BPF_CORE_READ(task, thread_pid);
  __u32 level = BPF_CORE_READ(pid, level);
  struct upid___bpflens number = {};
  if (bpf_probe_read_kernel(&number, sizeof(number), (char *)&pid->numbers[0] + level * sizeof(number)) != 0) return 0;
  return BPF_CORE_READ(number.ns, ns.inum);
}

/* The id of the control group above the task's that is so deep, or its own; 0 if there is none. Kernels that are old
 * enough to have the ids in an array may lack the helper for tracing programs (5.10 does). */
static __always_inline __u64 bpflens_current_cgroup_at(__u32 level) {
  struct task_struct___bpflens *task = (void *)bpf_get_current_task();
  struct cgroup___bpflens *group = 0;
  __u64 id = 0;
  if (!bpf_core_field_exists(group->ancestor_ids)) return bpf_get_current_ancestor_cgroup_id(level);
  group = BPF_CORE_READ(task, cgroups, dfl_cgrp);
  if (level > (__u32)BPF_CORE_READ(group, level)) return 0;
  bpf_probe_read_kernel(&id, sizeof(id), (char *)&group->ancestor_ids[0] + level * sizeof(id));
  return id;
}

/* The namespace of the device that a packet (struct sk_buff of the kernel's own) is on. */
static __always_inline __u32 bpflens_packet_netns(const void *skb) {
  const struct sk_buff___bpflens *packet = skb;
  return BPF_CORE_READ(packet, dev, nd_net.net, ns.inum);
}

static __always_inline int bpflens_is_listed(const struct bpflens_scope *scope, __s32 pid) {
  for (__u32 i = 0; i < BPFLENS_SCOPE_PIDS; ++i)
    if (i < scope->pid_count && scope->pids[i] == pid) return 1;
  return 0;
}

static __always_inline int bpflens_is_named(const struct bpflens_scope *scope) {
  char comm[16] = {};
  bpf_get_current_comm(comm, sizeof(comm));
  for (int i = 0; i < 16; ++i) {
    if (comm[i] != scope->comm[i]) return 0;
    if (comm[i] == 0) break;
  }
  return 1;
}

/* Whether the events of the current task are wanted. */
static __always_inline int bpflens_in_scope(void) {
  const struct bpflens_scope *scope = bpflens_scope_now();
  __s32 pid = bpf_get_current_pid_tgid() >> 32;
  if (!scope || scope->checks == 0) return 1;
  if ((scope->checks & BPFLENS_SCOPE_NOT_PID) && pid == scope->not_pid) return 0;
  if ((scope->checks & BPFLENS_SCOPE_PID) && !bpflens_is_listed(scope, pid)) return 0;
  if ((scope->checks & BPFLENS_SCOPE_COMM) && !bpflens_is_named(scope)) return 0;
  if ((scope->checks & BPFLENS_SCOPE_CGROUP) && bpflens_current_cgroup_at(scope->cgroup_level) != scope->cgroup)
    return 0;
  if ((scope->checks & BPFLENS_SCOPE_NETNS) && bpflens_current_netns() != scope->netns) return 0;
  if ((scope->checks & BPFLENS_SCOPE_PIDNS) && bpflens_current_pidns() != scope->pidns) return 0;
  if ((scope->checks & BPFLENS_SCOPE_MNTNS) && bpflens_current_mntns() != scope->mntns) return 0;
  return 1;
}

/* Whether the events of a packet are wanted. The task that is current when packets are handled says nothing, so
 * the only question is the network namespace. */
static __always_inline int bpflens_packet_in_scope(const void *skb) {
  const struct bpflens_scope *scope = bpflens_scope_now();
  if (!scope || !(scope->checks & BPFLENS_SCOPE_NETNS)) return 1;
  return bpflens_packet_netns(skb) == scope->netns;
}
