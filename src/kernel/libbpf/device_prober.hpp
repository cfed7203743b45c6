// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Prober on a network device: what programs and maps it can run itself (offload), and how it does XDP.
#pragma once

#include <cstdint>

#include "kernel/prober.hpp"

namespace bpflens::kernel {

class DeviceProber : public Prober {
 public:
  // The other prober knows the names; it must live longer.
  DeviceProber(Prober& host, std::uint32_t ifindex) : host_(host), ifindex_(ifindex) {}

  std::vector<NamedValue> values(Vocabulary of) override;
  model::Support has(Vocabulary of, std::uint32_t value) override;
  std::vector<model::HelperSupport> helpers(std::span<const HelperQuestion> questions) override;
  model::Support ability(Ability ability) override;
  std::unique_ptr<Prober> on_device(const std::string& device) override { return host_.on_device(device); }

 private:
  Prober& host_;
  std::uint32_t ifindex_;
};

}  // namespace bpflens::kernel
