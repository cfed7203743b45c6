// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events whose data are shorter or longer than their type: written whole or as bytes, never read beyond their end.
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "btf/declaration.hpp"
#include "render/event.hpp"

namespace bpflens::render {
namespace {

using model::Event;

Record record(const std::string& declaration) {
  const auto resolved = btf::declared(declaration, nullptr);
  return std::move(*Record::compile("struct r", *resolved.shape, {}).record);
}

// As much memory as the data have, so that a sanitizer sees every byte too far.
struct Exactly {
  explicit Exactly(std::size_t size, std::mt19937& random) : bytes(new std::byte[size]), count(size) {
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(random());
  }
  std::span<const std::byte> all() const { return {bytes.get(), count}; }
  std::unique_ptr<std::byte[]> bytes;
  std::size_t count;
};

TEST_CASE("data of any length are valid JSON, decoded only if they have the type's length or padding beyond") {
  std::mt19937 random(1);
  std::vector<EventSource> sources(2);
  sources[0].name = "fixed";
  sources[0].types.push_back(record("struct { u64 a; char name[8]; u32 c; u8 low : 3; u8 high : 5; u8 d[3]; }"));
  sources[1].name = "open \"ended\"";
  sources[1].types.push_back(record("struct { u32 count; u32 values[]; }"));
  const auto json = event_json(sources, {});
  const auto text = event_text(sources, {});
  for (std::size_t length = 0; length < 100; ++length)
    for (std::uint32_t source = 0; source < 2; ++source) {
      const Exactly data(length, random);
      const Event event{.source = source, .pid = 1, .time = 1'700'000'000'000'000'000, .data = data.all()};
      btf::Buffer out;
      const bool decoded = json->append(out, event, {.comm = "c\xff\"", .container = ""});
      CHECK(decoded == (source == 0 ? length >= 24 && length <= 31 : length >= 4));
      const auto document = nlohmann::json::parse(out.text(), nullptr, false);
      REQUIRE(document.is_object());
      CHECK(document.contains(decoded ? "event" : "raw"));
      if (!decoded) CHECK(document["raw"].get<std::string>().size() == 2 * length);
      out.clear();
      CHECK(text->append(out, event, {}) == decoded);
      CHECK(out.text().ends_with("\n"));
    }
}

TEST_CASE("times and processes are each event's own, whatever came before") {
  std::vector<EventSource> sources(1);
  sources[0].name = "m";
  const auto json = event_json(sources, {});
  const Event first{.cpu = 1, .pid = 5, .tid = 6, .time = 1'700'000'000'000'000'000};
  const auto changed = [&](auto member, auto value) {
    Event event = first;
    event.*member = value;
    return event;
  };
  const std::vector<Event> events{first,
                                  first,
                                  changed(&Event::cpu, 0U),
                                  changed(&Event::pid, 7),
                                  changed(&Event::tid, 7),
                                  changed(&Event::time, std::uint64_t{0}),
                                  changed(&Event::time, std::uint64_t{50}),
                                  changed(&Event::time, std::uint64_t{1'000'000'005})};
  for (const std::string_view comm : {"a", "b", "b", "a\\"})
    for (const Event& event : events) {
      btf::Buffer out;
      json->append(out, event, {.comm = comm, .container = ""});
      const auto document = nlohmann::json::parse(out.text());
      CHECK(document["ts_ns"] == event.time);
      CHECK(document["time"].get<std::string>().ends_with(fmt::format(".{:09}Z", event.time % kSecond)));
      CHECK(document["cpu"] == event.cpu);
      CHECK(document["pid"] == event.pid);
      CHECK(document["tid"] == event.tid);
      CHECK(document["comm"] == comm);
    }
}

TEST_CASE("padding is cut off bytes whose length is known") {
  EventSource source;
  source.size = 16;
  const std::vector<std::byte> data(32);
  const std::span all(data);
  CHECK(source.without_padding(all.first(20)).size() == 16);
  CHECK(source.without_padding(all.first(16)).size() == 16);
  CHECK(source.without_padding(all.first(12)).size() == 12);
  CHECK(source.without_padding(all.first(24)).size() == 24);
}

}  // namespace
}  // namespace bpflens::render
