// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a test needs of the machine. One that can't run says why.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include "support/private_mounts.hpp"

#define NEED_ROOT()                                                  \
  if (geteuid() != 0 || !bpflens::test::PrivateMounts::possible()) { \
    MESSAGE("SKIP: needs root, for bpf and a mount namespace");      \
    return;                                                          \
  }
