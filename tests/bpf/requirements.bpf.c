// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Asks much of a kernel: fields that some have and some don't, with and without a guard; kernel functions,
// strong and weak; build options; newer map types, flags and instructions.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct nsproxy___here {
  void *uts_ns;
} __attribute__((preserve_access_index));

struct task_struct___here {
  int pid;
  struct nsproxy___here *nsproxy;
  int field_of_the_future;
} __attribute__((preserve_access_index));

enum bpf_func_id___here {
  BPF_FUNC_of_the_future = 9999,
};

extern struct task_struct___here *bpf_task_from_pid(int pid) __attribute__((weak)) __attribute__((section(".ksyms")));
extern void bpf_task_release(struct task_struct___here *task) __attribute__((section(".ksyms")));
extern int CONFIG_HZ __attribute__((section(".kconfig")));

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} seen SEC(".maps");

const volatile int limit = 10;
__u64 total = 0;

// A static function in a section of its own.
static __attribute__((noinline)) int record(__u32 pid) {
  __u64 zero = 0;
  bpf_map_update_elem(&seen, &pid, &zero, 0);
  return bpf_ringbuf_output(&events, &pid, sizeof(pid), 0);
}

SEC("tp_btf/sched_switch")
int on_switch(__u64 *ctx) {
  struct task_struct___here *task = (struct task_struct___here *)ctx[1];
  __u32 pid = (__u32)task->pid;
  if (bpf_core_field_exists(task->field_of_the_future)) pid += (__u32)task->field_of_the_future;
  if (task->nsproxy == 0) return 0;
  __sync_fetch_and_add(&total, 1);
  return record(pid);
}

SEC("tp_btf/task_newtask")
int on_new(__u64 *ctx) {
  struct task_struct___here *task = (struct task_struct___here *)ctx[0];
  return task->field_of_the_future + CONFIG_HZ + limit;
}

SEC("xdp")
int pass(struct xdp_md *ctx) {
  if (bpf_core_enum_value_exists(enum bpf_func_id___here, BPF_FUNC_of_the_future)) return bpf_get_prandom_u32() & 1;
  return XDP_PASS;
}

SEC("syscall")
int look(void *ctx) {
  struct task_struct___here *task = bpf_task_from_pid ? bpf_task_from_pid(1) : 0;
  if (task) bpf_task_release(task);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
