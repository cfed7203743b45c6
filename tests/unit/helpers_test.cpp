// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/helpers.hpp"

#include <cstdint>

#include <doctest/doctest.h>
#include <linux/bpf.h>

#include "kernel/libbpf/host.hpp"
#include "model/names.hpp"

namespace bpflens::model {
namespace {

TEST_CASE("the table of helpers is in the kernel's order") {
#define BPFLENS_CHECK_NAME(function) CHECK(helper_fact(BPF_FUNC_##function)->name == "bpf_" #function);
  BPFLENS_CHECK_NAME(map_lookup_elem)
  BPFLENS_CHECK_NAME(redirect)
  BPFLENS_CHECK_NAME(ringbuf_output)
  BPFLENS_CHECK_NAME(loop)
  BPFLENS_CHECK_NAME(user_ringbuf_drain)
#undef BPFLENS_CHECK_NAME
  CHECK(helpers().size() == 212);
  CHECK(helper_fact(211)->name == "bpf_cgrp_storage_delete");
  CHECK(helper_fact(0) == nullptr);
  CHECK(helper_fact(212) == nullptr);
}

TEST_CASE("every helper has a release and a summary, and every type a release") {
  for (const HelperFact& fact : helpers().subspan(1)) {
    CHECK_MESSAGE(!fact.since.empty(), fact.name);
    CHECK_MESSAGE(!fact.summary.empty(), fact.name);
  }
  for (std::uint32_t i = 1; i < program_type_names().size(); ++i) CHECK_FALSE(program_type_since(i).empty());
  for (std::uint32_t i = 1; i < map_type_names().size(); ++i) CHECK_FALSE(map_type_since(i).empty());
  CHECK(program_type_since(BPF_PROG_TYPE_SYSCALL) == "5.14");
  CHECK(map_type_since(BPF_MAP_TYPE_RINGBUF) == "5.8");
  CHECK(program_type_since(1000).empty());
}

TEST_CASE("a helper is found with and without its prefix") {
  CHECK(helper_id("bpf_redirect") == BPF_FUNC_redirect);
  CHECK(helper_id("redirect") == BPF_FUNC_redirect);
  CHECK_FALSE(helper_id("bpf_nosuch").has_value());
  CHECK_FALSE(helper_id("").has_value());
}

TEST_CASE("a kernel configuration is read without what is not set and without quotes") {
  const auto options = kernel::parse_build_config(
      "#\n# Linux/x86 6.1\n#\nCONFIG_BPF=y\n# CONFIG_BPF_LSM is not set\nCONFIG_HZ=250\nCONFIG_LSM=\"bpf,yama\"\n");
  CHECK(options ==
        std::map<std::string, std::string>{{"CONFIG_BPF", "y"}, {"CONFIG_HZ", "250"}, {"CONFIG_LSM", "bpf,yama"}});
}

}  // namespace
}  // namespace bpflens::model
