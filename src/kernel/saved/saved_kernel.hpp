// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A kernel that isn't here: the interfaces, answered out of what was saved of it.
#pragma once

#include <memory>

#include "kernel/host.hpp"
#include "kernel/kfuncs.hpp"
#include "kernel/prober.hpp"
#include "kernel/types.hpp"
#include "model/saved_kernel.hpp"

namespace bpflens::kernel {

class SavedProber : public Prober {
 public:
  explicit SavedProber(const model::SavedKernel& saved) : saved_(saved) {}

  std::vector<NamedValue> values(Vocabulary of) override;
  model::Support has(Vocabulary of, std::uint32_t value) override;
  std::vector<model::HelperSupport> helpers(std::span<const HelperQuestion> questions) override;
  model::Support ability(Ability ability) override;
  std::unique_ptr<Prober> on_device(const std::string& device) override;

 private:
  const model::SavedKernel& saved_;
};

class SavedKfuncs : public Kfuncs {
 public:
  explicit SavedKfuncs(const model::SavedKernel& saved) : saved_(saved) {}

  model::KfuncCatalogue list() override;
  std::vector<model::KfuncSupport> callable(std::span<const KfuncQuestion> questions) override;

 private:
  const model::SavedKernel& saved_;
};

class SavedTypes : public Types {
 public:
  explicit SavedTypes(const model::SavedKernel& saved) : saved_(saved) {}

  std::optional<std::vector<std::byte>> blob(model::BtfId) override { return std::nullopt; }
  std::optional<std::vector<std::byte>> vmlinux() override { return saved_.types; }

 private:
  const model::SavedKernel& saved_;
};

class SavedHost : public Host {
 public:
  explicit SavedHost(const model::SavedKernel& saved) : saved_(saved) {}

  std::optional<long> sysctl(const std::string& path) override;
  std::optional<std::map<std::string, std::string>> build_config() override { return saved_.config; }
  model::Surroundings surroundings() override;
  void become_unprivileged() override {}
  std::optional<unsigned> terminal_columns() override { return std::nullopt; }
  std::string environment(const std::string&) override { return ""; }
  bool error_on_terminal() override { return false; }

 private:
  const model::SavedKernel& saved_;
};

// Owns what it answers from.
class SavedSystem {
 public:
  explicit SavedSystem(model::SavedKernel saved) : saved_(std::move(saved)) {}
  SavedSystem(const SavedSystem&) = delete;
  SavedSystem& operator=(const SavedSystem&) = delete;

 private:
  const model::SavedKernel saved_;

 public:
  SavedProber prober{saved_};
  SavedKfuncs kfuncs{saved_};
  SavedTypes types{saved_};
  SavedHost host{saved_};
};

}  // namespace bpflens::kernel
