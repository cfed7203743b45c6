// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Rings that programs write into, as memory that anybody may have filled: the walks stay inside, and what they find is
// written as valid JSON whatever its length is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "btf/declaration.hpp"
#include "kernel/libbpf/buffer_walk.hpp"
#include "kernel/libbpf/perf_record.hpp"
#include "render/event.hpp"
#include "render/event_pipe.hpp"

namespace bpflens::test {
namespace {

using model::Event;

constexpr std::size_t kSize = 512;  // of a ring
constexpr std::size_t kAtOnce = 16;
constexpr std::size_t kMostTurns = 2 * kSize / 8;  // records are multiples of 8 bytes

void check(bool holds) {
  if (!holds) std::abort();
}

std::vector<render::EventSource> sources() {
  std::vector<render::EventSource> all;
  for (const char* declaration :
       {"struct { u64 a; char name[8]; u32 c; u8 low : 3; u8 high : 5; bool on; double d; }",
        "struct { u32 count; u32 values[]; }", "struct { struct { u16 x; char c; } each[3]; enum e { A, B } e; }"}) {
    const auto resolved = btf::declared(declaration, nullptr);
    auto compiled = render::Record::compile("struct r", *resolved.shape, {});
    render::EventSource source{.name = "r\xff\"", .types = {}, .size = std::nullopt};
    source.types.push_back(std::move(*compiled.record));
    all.push_back(std::move(source));
  }
  all.push_back({.name = "bytes", .types = {}, .size = 12});
  return all;
}

struct Writers {
  std::vector<render::EventSource> all = sources();
  std::unique_ptr<render::EventWriter> json = render::event_json(all, {.containers = true});
  std::unique_ptr<render::EventWriter> text = render::event_text(all, {});
};

void write(const Event& event) {
  static Writers writers;
  // As much memory as the data have, so that a byte too far is seen.
  std::vector<std::byte> own(event.data.begin(), event.data.end());
  own.shrink_to_fit();
  Event copy = event;
  copy.data = own;
  copy.source = event.source % static_cast<std::uint32_t>(writers.all.size());
  const render::EventProcess process{
      .comm = {reinterpret_cast<const char*>(own.data()), std::min<std::size_t>(own.size(), 15)}, .container = "c"};
  btf::Buffer out;
  const bool decoded = writers.json->append(out, copy, process);
  check(!nlohmann::json::parse(out.text(), nullptr, false).is_discarded());
  out.clear();
  check(writers.text->append(out, copy, process) == decoded);
  for (const bool json : {false, true}) {
    render::EventPipe pipe(json, false);
    out.clear();
    pipe.begin(out);
    pipe.append(copy, out);
    pipe.end(out);
    check(!json || !nlohmann::json::parse(out.text(), nullptr, false).is_discarded());
  }
}

// Read as it is: a few events a turn, until nothing is left.
template <class Read>
void drain(std::uint64_t from, std::uint64_t to, Read read) {
  for (std::size_t turn = 0; from != to; ++turn) {
    check(turn < kMostTurns);
    std::vector<Event> events;
    const std::uint64_t next = read(from, events);
    check(events.size() <= kAtOnce + 1);
    for (const Event& event : events) write(event);
    if (next == from) return;  // a record that is being written
    from = next;
  }
}

}  // namespace

// Two positions, what the ring's kind is, and its memory.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHead = 4;
  if (size < kHead) return 0;
  const std::uint64_t from = static_cast<std::uint64_t>(data[0]) * 8;
  std::uint64_t to = from + static_cast<std::uint64_t>(data[1]) * 8 % (kSize + 8);
  if (data[3] == 0xff) to = from + data[1] * std::uint64_t{0x0101010101010101};
  std::vector<std::byte> memory(2 * kSize);
  std::memcpy(memory.data(), data + kHead, std::min(size - kHead, kSize));
  if ((data[2] & 1) == 0) {
    memory.resize(kSize);
    memory.shrink_to_fit();
    kernel::RecordWalk walk({memory.data(), kSize}, {.cgroup = (data[2] & 2) != 0});
    walk.set_origin(3, data[2] >> 2);
    drain(from, to, [&](std::uint64_t at, std::vector<Event>& events) { return walk.read(at, to, kAtOnce, events); });
    std::vector<model::Naming> namings;
    walk.read_namings(from, to, namings);
  } else {
    std::memcpy(memory.data() + kSize, memory.data(), kSize);
    const kernel::BufferWalk walk({memory.data(), kSize}, data[2] >> 2);
    drain(from, to, [&](std::uint64_t at, std::vector<Event>& events) { return walk.read(at, to, kAtOnce, events); });
  }
  return 0;
}

}  // namespace bpflens::test
