// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How much is asked about each object of a list.
#pragma once

namespace bpflens::kernel {

enum class Detail {
  all,
  info,  // what one call of bpf(2) tells: not what stands in fdinfo alone (memory; frozen, owners of maps)
};

}  // namespace bpflens::kernel
