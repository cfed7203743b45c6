// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A record whose type is that of a local variable: BTF lacks it, DWARF has it. Started by a test run.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

enum colour { red = -1, green = 3 };

struct point {
  short x, y;
};

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, sizeof(int));
  __uint(value_size, sizeof(__u32));
} my_map SEC(".maps");

SEC("raw_tp")
int write_local(struct bpf_raw_tracepoint_args *ctx) {
  typedef unsigned long cookie_t;
  struct S {
    __u64 pid;
    const cookie_t cookie;
    char name[8];
    enum colour colour;
    struct point points[2];
    unsigned low : 3, high : 13;
    union {
      __u8 bytes[2][2];
      float number;
    };
    void *next;
    _Bool flag;
  } data = {.pid = ctx->args[0], .cookie = 0x12345678, .name = "seed", .colour = green, .points = {{1, -2}, {3, 4}}};
  data.low = 5;
  data.high = 1000;
  data.bytes[1][0] = 9;
  data.flag = 1;
  bpf_perf_event_output(ctx, &my_map, BPF_F_CURRENT_CPU, &data, sizeof(data));
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
