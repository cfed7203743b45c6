// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events in the forms of bpftool's "map event_pipe": text, or one JSON array.
#pragma once

#include "btf/buffer.hpp"
#include "model/event.hpp"

namespace bpflens::render {

class EventPipe {
 public:
  EventPipe(bool json, bool pretty) : json_(json), pretty_(pretty) {}

  // What stands in front of the first event, and behind the last.
  void begin(btf::Buffer& out) const;
  void append(const model::Event& event, btf::Buffer& out);
  void end(btf::Buffer& out) const;

 private:
  void json(const model::Event& event, btf::Buffer& out) const;
  void text(const model::Event& event, btf::Buffer& out) const;

  bool json_;
  bool pretty_;
  bool any_ = false;
};

}  // namespace bpflens::render
