/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the iterator over programs and its reader share. */
#pragma once

#include <linux/types.h>

struct program_size {
  __u32 id;
  __u32 pages; /* of memory that the kernel accounts for the program */
};
