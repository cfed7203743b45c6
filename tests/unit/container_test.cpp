// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "model/holder.hpp"

namespace bpflens::model {
namespace {

const std::string kId(64, '7');

TEST_CASE("a container is told from its control group, for every runtime's form") {
  const auto is = [](const std::string& path, const std::string& id, const std::string& runtime) {
    CAPTURE(path);
    CHECK(container_of(path) == Container{id, runtime});
  };
  is("/system.slice/docker-" + kId + ".scope", kId, "docker");
  is("/docker/" + kId, kId, "docker");
  is("/machine.slice/libpod-" + kId + ".scope/container", kId, "podman");
  is("/kubepods.slice/kubepods-besteffort.slice/kubepods-pod1.slice/cri-containerd-" + kId + ".scope", kId,
     "containerd");
  is("/kubepods.slice/kubepods-pod1.slice/crio-" + kId + ".scope", kId, "cri-o");
  is("/kubepods/besteffort/pod12-34/" + kId, kId, "kubernetes");
  is("/lxc/web", "web", "lxc");
  is("/lxc.payload.web/init.scope", "web", "lxc");
  is("/machine.slice/machine-debian.scope/payload", "debian", "systemd-nspawn");
  is("/actions_job/" + kId, kId, "");
}

TEST_CASE("of containers in containers the innermost counts") {
  const std::string inner(64, 'b');
  CHECK(container_of("/docker/" + kId + "/docker/" + inner) == Container{inner, "docker"});
}

TEST_CASE("what is no container is none") {
  for (const char* path : {"", "/", "/user.slice/user-1000.slice/session-1.scope", "/system.slice/docker.service",
                           "/docker/0123", "/system.slice/docker-.scope"})
    CHECK_FALSE(container_of(path));
}

}  // namespace
}  // namespace bpflens::model
