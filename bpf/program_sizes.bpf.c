// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Tells of every program how much memory it takes, which bpf(2) doesn't and fdinfo only for one at a time.
#include "kernel_types.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "program_sizes.h"

SEC("iter/bpf_prog")
int program_sizes(struct bpf_iter__bpf_prog *context) {
  struct bpf_prog *program = context->prog;
  struct program_size size = {};

  if (!program) return 0;
  size.id = program->aux->id;
  size.pages = program->pages;
  bpf_seq_write(context->meta->seq, &size, sizeof size);
  return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
