/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel types that our programs touch, with only the members they touch. CO-RE finds the members'
 * real places in the running kernel's BTF when the object is loaded. */
#pragma once

#include <linux/types.h>
