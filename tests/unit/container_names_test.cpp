// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "kernel/libbpf/container_names.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

const std::string kContainer = std::string(60, 'c') + "4567";
const std::string kOther = std::string(60, 'c') + "89ab";

struct Files {
  ScratchDirectory root;
  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(root.path() + path).parent_path());
    std::ofstream(root.path() + path) << text;
  }
  model::Container named() const {
    model::Container container{kContainer, "", "", "", ""};
    kernel::name_container(container, root.path());
    return container;
  }
};

TEST_CASE("Kubernetes' log files tell pod, namespace and container") {
  const Files files;
  files.write("/var/log/containers/coredns-5dd_kube-system_coredns-" + kOther + ".log", "");
  files.write("/var/log/containers/web-0_shop_nginx-" + kContainer + ".log", "");
  CHECK(files.named() == model::Container{kContainer, "", "nginx", "web-0", "shop"});
  model::Container other{kOther, "", "", "", ""};
  kernel::name_container(other, files.root.path());
  CHECK(other.pod == "coredns-5dd");
}

TEST_CASE("docker's file tells the container's name, not that of a volume") {
  const Files files;
  files.write("/var/lib/docker/containers/" + kContainer + "/config.v2.json",
              R"({"ID":"x","MountPoints":{"/data":{"Name":"volume"}},"Name":"/web","Driver":"overlay2"})");
  CHECK(files.named().name == "web");
}

TEST_CASE("podman's file tells the name of the container with that id") {
  const Files files;
  files.write("/var/lib/containers/storage/overlay-containers/containers.json",
              R"([{"id":")" + kOther + R"(","names":["db"]},{"id":")" + kContainer +
                  R"(","names":["web"],"layer":"x"},{"id":"y","names":["cache"]}])");
  CHECK(files.named().name == "web");
}

TEST_CASE("files that are missing, cut off or strange give no name") {
  const Files files;
  CHECK(files.named().name.empty());
  files.write("/var/lib/docker/containers/" + kContainer + "/config.v2.json", R"({"Name":"/we)");
  CHECK(files.named().name.empty());
  files.write("/var/lib/docker/containers/" + kContainer + "/config.v2.json", R"({"Name":"/we\"b"})");
  CHECK(files.named().name.empty());
  files.write("/var/lib/containers/storage/overlay-containers/containers.json", R"([{"id":")" + kContainer + "\"}]");
  CHECK(files.named().name.empty());
}

TEST_CASE("a container is called by id, the start of its id, name or pod") {
  const model::Container container{kContainer, "docker", "web", "web-0", "shop"};
  for (const std::string& words : {kContainer, kContainer.substr(0, 12), std::string("cccc"), std::string("web"),
                                   std::string("web-0"), std::string("shop/web-0")})
    CHECK(is_called(container, words));
  for (const char* words : {"", "ccc", "shop", "we", "4567"}) CHECK_FALSE(is_called(container, words));
}

}  // namespace
}  // namespace bpflens::test
