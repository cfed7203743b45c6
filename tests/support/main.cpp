// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
