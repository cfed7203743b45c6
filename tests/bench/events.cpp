// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Both ends of a stream of events for scripts/bench: a producer, and the least that a consumer in C can do.
//   events produce SECONDS          getpgid(2) in a tight loop; prints how many times a second
//   events consume PIN PAGES        a perf event array, with so many pages a CPU, as the least JSON on standard output
//   events consume PIN PAGES whose  the same, with the process and the time in each sample, as bpflens asks for: what
//   the
//                                   kernel takes for them
//   events consume PIN poll|wait    a ring buffer: looked at every half a millisecond, or when it wakes us
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stopped = 0;
char text[1 << 16];
std::size_t used = 0;

void write_out() {
  if (write(STDOUT_FILENO, text, used) < 0) std::exit(1);
  used = 0;
}

char* put(char* to, std::uint64_t number) {
  char digits[20];
  int count = 0;
  do digits[count++] = static_cast<char>('0' + number % 10);
  while ((number /= 10) != 0);
  while (count > 0) *to++ = digits[--count];
  return to;
}

// {"sequence":1,"filler":[0,0,0,0,0,0,0]}
void print(const void* data) {
  std::uint64_t fields[8];
  std::memcpy(fields, data, sizeof fields);
  if (used > sizeof text - 512) write_out();
  char* to = text + used;
  to = static_cast<char*>(mempcpy(to, "{\"sequence\":", 12));
  to = put(to, fields[0]);
  to = static_cast<char*>(mempcpy(to, ",\"filler\":[", 11));
  for (int i = 1; i < 8; ++i) {
    to = put(to, fields[i]);
    *to++ = i < 7 ? ',' : ']';
  }
  *to++ = '}';
  *to++ = '\n';
  used = static_cast<std::size_t>(to - text);
}

// In front of the data: the header, with "whose" the ids and the time, and how long the data are.
bpf_perf_event_ret on_record(void* whose, int, perf_event_header* header) {
  const std::size_t before = sizeof *header + (whose != nullptr ? 16 : 0) + sizeof(std::uint32_t);
  if (header->type == PERF_RECORD_SAMPLE) print(reinterpret_cast<const char*>(header) + before);
  return LIBBPF_PERF_EVENT_CONT;
}

int consume_array(int map, unsigned pages, bool whose) {
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_BPF_OUTPUT;
  attributes.sample_type = PERF_SAMPLE_RAW;
  if (whose) {
    attributes.sample_type |= PERF_SAMPLE_TID | PERF_SAMPLE_TIME;
    attributes.use_clockid = 1;
    attributes.clockid = CLOCK_REALTIME;
  }
  attributes.sample_period = 1;
  attributes.watermark = 1;
  attributes.wakeup_watermark = pages * 4096 / 4;
  perf_buffer* buffer =
      perf_buffer__new_raw(map, pages, &attributes, on_record, whose ? &attributes : nullptr, nullptr);
  if (buffer == nullptr) return 1;
  std::fputs("ready\n", stderr);
  while (!stopped) perf_buffer__poll(buffer, 100);
  perf_buffer__consume(buffer);
  write_out();
  return 0;
}

int consume_ring(int map, bool poll) {
  const auto use = [](void*, void* data, std::size_t) {
    print(data);
    return 0;
  };
  ring_buffer* buffer = ring_buffer__new(map, use, nullptr, nullptr);
  if (buffer == nullptr) return 1;
  std::fputs("ready\n", stderr);
  while (!stopped) {
    if (poll && ring_buffer__consume(buffer) == 0) usleep(500);
    if (!poll) ring_buffer__poll(buffer, 100);
  }
  ring_buffer__consume(buffer);
  write_out();
  return 0;
}

int produce(double seconds) {
  const auto start = Clock::now();
  std::uint64_t calls = 0;
  std::chrono::duration<double> passed{};
  while (passed.count() < seconds) {
    for (int i = 0; i < 1000; ++i) getpgid(0);
    calls += 1000;
    passed = Clock::now() - start;
  }
  std::printf("%.0f\n", static_cast<double>(calls) / passed.count());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "produce" && argc == 3) return produce(std::atof(argv[2]));
  const bool whose = argc == 5 && std::string(argv[4]) == "whose";
  if (verb != "consume" || (argc != 4 && !whose)) {
    std::fputs("usage: events produce SECONDS | consume PIN PAGES [whose] | consume PIN poll|wait\n", stderr);
    return 2;
  }
  std::signal(SIGTERM, [](int) { stopped = 1; });
  const int map = bpf_obj_get(argv[2]);
  if (map < 0) return 1;
  const std::string how = argv[3];
  if (how == "poll" || how == "wait") return consume_ring(map, how == "poll");
  return consume_array(map, static_cast<unsigned>(std::atoi(argv[3])), whose);
}
