// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "render/object_file.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::render {
namespace {

using model::CoreKind;
using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectMap;

struct Made {
  ObjectFile file;
  std::optional<btf::Types> types;

  Made() {
    test::BtfBlob blob;
    const auto number = static_cast<std::uint32_t>(blob.integer("int", 4, BTF_INT_SIGNED));
    const auto task =
        static_cast<std::uint32_t>(blob.structure("task_struct", 4, {{"pid", static_cast<int>(number), 0}}));
    file.types = blob.bytes();
    types = btf::Types::parse(file.types);
    file.license = "MIT";
    file.functions = {{.name = "trace",
                       .section = "tp_btf/sched_switch",
                       .is_program = true,
                       .kind = model::ProgramKind{.type = 26, .attach_type = 23, .target = "sched_switch"},
                       .code = std::vector<std::byte>(32),
                       .core_relocations = {{2, CoreKind::member_offset, task, "0:0"}}},
                      {.name = "odd", .section = "my_own", .is_program = true, .code = std::vector<std::byte>(8)},
                      {.name = "part", .section = ".text", .is_global = true, .code = std::vector<std::byte>(16)}};
    ObjectMap inner{.type = 2, .key_size = 4, .value_size = 4, .max_entries = 1};
    file.maps = {{.name = "by_cpu", .type = 12, .key_size = 4, .value_size = 4, .max_entries = 2, .inner = {inner}},
                 {.name = "counts",
                  .origin = ObjectMap::Origin::legacy,
                  .type = 1,
                  .key_size = 4,
                  .value_size = 4,
                  .flags = 1,
                  .pin_by_name = true,
                  .key_type = number,
                  .value_type = task}};
    file.variables = {{.name = "limit", .section = ".rodata", .offset = 8, .size = 4, .type = number}};
    file.externs = {{.name = "bpf_f", .kind = ObjectExtern::Kind::kernel_function, .weak = true},
                    {.name = "CONFIG_HZ", .kind = ObjectExtern::Kind::build_option, .type = number}};
  }

  ObjectShown shown() const {
    return {.path = "x.o", .bytes = 1000, .compiler = "", .legacy = {"old"}, .file = file, .types = &*types};
  }
};

TEST_CASE("an object as text has a table a kind of thing") {
  const Made made;
  CHECK(
      object_text(made.shown()) ==
      "file:      x.o, 1000 bytes\n"
      "licence:   MIT (not GPL-compatible)\n"
      "compiler:  the file doesn't tell (its debug information has been stripped)\n"
      "BTF:       2 types in 85 bytes\n"
      "legacy:    old\n"
      "\n"
      "programs:\n"
      "NAME   SECTION              TYPE                  TARGET        INSNS\n"
      "trace  tp_btf/sched_switch  tracing trace_raw_tp  sched_switch      4\n"
      "odd    my_own               unknown               -                 1\n"
      "\n"
      "subprograms:\n"
      "NAME  SECTION  VERIFIED             INSNS\n"
      "part  .text    on its own (global)      2\n"
      "\n"
      "maps:\n"
      "NAME              TYPE           KEY  VALUE  ENTRIES  FLAGS        KEY TYPE  VALUE TYPE          DEFINED\n"
      "by_cpu            array_of_maps    4      4        2  -            -         -                   BTF\n"
      "  maps in by_cpu  array            4      4        1  -            -         -                   BTF\n"
      "counts            hash             4      4        -  no_prealloc  int       struct task_struct  legacy, pinned "
      "by name\n"
      "\n"
      "globals:\n"
      "NAME   SECTION  OFFSET  SIZE  TYPE\n"
      "limit  .rodata       8     4  int\n"
      "\n"
      "externs:\n"
      "NAME       KIND             TYPE  IF MISSING\n"
      "bpf_f      kernel function  -     it is zero\n"
      "CONFIG_HZ  build option     int   loading fails\n"
      "\n"
      "CO-RE relocations:\n"
      "FUNCTION  INSN  WHAT           ABOUT\n"
      "trace        2  member_offset  struct task_struct.pid\n");
}

TEST_CASE("an object as JSON has the same") {
  const Made made;
  CHECK(
      text_of(object_json(made.shown()), false) ==
      R"({"file":"x.o","bytes":1000,"license":"MIT","gpl_compatible":false,"compiler":null,)"
      R"("btf":{"types":2,"bytes":85},"legacy":["old"],)"
      R"("programs":[{"name":"trace","section":"tp_btf/sched_switch","type":"tracing","attach_type":"trace_raw_tp",)"
      R"("target":"sched_switch","instructions":4,"source_lines":0},)"
      R"({"name":"odd","section":"my_own","type":null,"instructions":1,"source_lines":0}],)"
      R"("subprograms":[{"name":"part","section":".text","global":true,"instructions":2,"source_lines":0}],)"
      R"("maps":[{"name":"by_cpu","type":"array_of_maps","key_size":4,"value_size":4,"max_entries":2,"flags":[],)"
      R"("defined_by":"BTF","inner_map":{"type":"array","key_size":4,"value_size":4,"max_entries":1,"flags":[],)"
      R"("defined_by":"BTF"}},{"name":"counts","type":"hash","key_size":4,"value_size":4,"max_entries":0,)"
      R"("flags":["no_prealloc"],"key_type":"int","value_type":"struct task_struct","defined_by":"legacy",)"
      R"("pinned_by_name":true}],)"
      R"("globals":[{"name":"limit","section":".rodata","offset":8,"size":4,"type":"int"}],)"
      R"("externs":[{"name":"bpf_f","kind":"kernel function","weak":true},)"
      R"({"name":"CONFIG_HZ","kind":"build option","weak":false,"type":"int"}],)"
      R"("core_relocations":[{"function":"trace","insn":2,"kind":"member_offset","target":"struct task_struct.pid"}]})"
      "\n");
}

TEST_CASE("relocations are a table, with the ids of maps where they are known") {
  const std::vector<RelocationShown> all = {
      {"f", "xdp", 3, "r1 = 0x0", "R_BPF_64_64 m", "BPF_LD_MAP_FD(R1, fd of m)", "7"},
      {"f", "xdp", 5, "call pc+1", "", "BPF_CALL_REL(distance to g)", ""}};
  CHECK(relocations_text(all, true) ==
        "FUNCTION  INSN  WRITTEN    RELOCATION     LOADED AS                    MAP ID\n"
        "f            3  r1 = 0x0   R_BPF_64_64 m  BPF_LD_MAP_FD(R1, fd of m)        7\n"
        "f            5  call pc+1  -              BPF_CALL_REL(distance to g)       -\n");
  CHECK(text_of(relocations_json(all), false) ==
        R"j([{"function":"f","section":"xdp","insn":3,"written":"r1 = 0x0","relocation":"R_BPF_64_64 m",)j"
        R"j("loaded_as":"BPF_LD_MAP_FD(R1, fd of m)","map_id":7},)j"
        R"j({"function":"f","section":"xdp","insn":5,"written":"call pc+1","relocation":null,)j"
        R"j("loaded_as":"BPF_CALL_REL(distance to g)"}])j"
        "\n");
  CHECK(relocations_text({}, false) == "no instruction needs anything from a loader\n");
}

}  // namespace
}  // namespace bpflens::render
