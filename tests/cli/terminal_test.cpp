// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What depends on the terminal and the environment: width, colour, pager.
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using Command = std::vector<std::string>;

FakeKernel on_terminal() {
  FakeKernel fake;
  fake.host.columns = 80;
  fake.host.variables["TERM"] = "xterm";
  return fake;
}

TEST_CASE("long text goes through the pager that was asked for, on a terminal only") {
  for (const char* line : {"prog list", "btf dump", "feature probe", "help", "prog list --help", "pin tree"}) {
    FakeKernel fake = on_terminal();
    run(line, fake.kernel);
    CHECK_MESSAGE((fake.processes.pagers == std::vector<Command>{{"less", "-FRX"}}), line);
    FakeKernel piped;
    run(line, piped.kernel);
    CHECK_MESSAGE(piped.processes.pagers.empty(), line);
  }
  FakeKernel fake = on_terminal();
  fake.host.variables["PAGER"] = "more";
  run("prog list", fake.kernel);
  fake.host.variables["BPFLENS_PAGER"] = "less -S";
  run("prog list", fake.kernel);
  CHECK((fake.processes.pagers == std::vector<Command>{{"more"}, {"less", "-S"}}));
}

TEST_CASE("what is for machines, streams and changes are never paged, nor who doesn't want it") {
  FakeKernel fake = on_terminal();
  for (const char* line : {"-j prog list", "prog list -q", "prog list -o csv", "prog list --no-pager", "version",
                           "prog stats nosuch", "prog help list --no-pager", "pin remove /x"})
    run(line, fake.kernel);
  fake.host.variables["PAGER"] = "cat";
  run("prog list", fake.kernel);
  CHECK(fake.processes.pagers.empty());
}

TEST_CASE("colour is for terminals, unless the environment or an option says otherwise") {
  const auto coloured = [](FakeKernel fake, const std::string& line = "prog list") {
    return run(line, fake.kernel).out.find('\x1b') != std::string::npos;
  };
  CHECK(coloured(on_terminal()));
  CHECK_FALSE(coloured(on_terminal(), "prog list --color never"));
  FakeKernel dumb = on_terminal();
  dumb.host.variables["TERM"] = "dumb";
  CHECK_FALSE(coloured(dumb));
  FakeKernel none = on_terminal();
  none.host.variables["NO_COLOR"] = "1";
  none.host.variables["CLICOLOR_FORCE"] = "1";
  CHECK_FALSE(coloured(none));
  CHECK(coloured(none, "prog list --color always"));
  FakeKernel piped;
  CHECK_FALSE(coloured(piped));
  piped.host.variables["CLICOLOR_FORCE"] = "0";
  CHECK_FALSE(coloured(piped));
  piped.host.variables["CLICOLOR_FORCE"] = "1";
  CHECK(coloured(piped));
  CHECK_FALSE(coloured(piped, "-j prog list"));
}

TEST_CASE("verdicts are coloured by what they mean") {
  FakeKernel fake = on_terminal();
  CHECK(run("feature check prog:xdp", fake.kernel).out == "\x1b[32myes\x1b[0m      prog:xdp\n");
  CHECK(run("doctor", fake.kernel).out.find("\x1b[31mhindrance\x1b[0m  bpffs") != std::string::npos);
}

TEST_CASE("tables are cut to the terminal's width, and whole in a pipe") {
  FakeKernel fake = on_terminal();
  const std::string path = "/sys/fs/bpf/" + std::string(100, 'x');
  fake.pins.all = {{.path = path, .mount = "/sys/fs/bpf", .object = model::ObjectRef{model::ObjectKind::map, 34}}};
  fake.host.variables["NO_COLOR"] = "1";
  CHECK(run("pin list", fake.kernel).out.find("xx\xe2\x80\xa6  map") != std::string::npos);
  fake.host.columns.reset();
  CHECK(run("pin list", fake.kernel).out.find(path + "  map") != std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
