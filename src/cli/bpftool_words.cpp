// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The table, and the loop that applies it.
#include "cli/bpftool_words.hpp"

#include <algorithm>
#include <array>

namespace bpflens::cli {
namespace {

constexpr auto kWords = std::to_array<BpftoolWord>({
    {"bpflens", "batch", "file", "%"},
    {"prog", "dump", "file", "--file %"},
    {"prog", "dump", "opcodes", "--opcodes"},
    {"prog", "dump", "linum", "--linum"},
    {"prog", "dump", "visual", "--visual"},
    {"prog", "load", "type", "--type %"},
    {"prog", "load", "dev", "--dev %"},
    {"prog", "load", "offload_dev", "--dev %"},
    {"prog", "load", "pinmaps", "--pinmaps %"},
    {"prog", "load", "autoattach", "--autoattach"},
    {"prog", "load", "map idx", "--map idx:%=%o"},
    {"prog", "load", "map name", "--map name:%=%o"},
    {"prog", "loadall", "type", "--type %"},
    {"prog", "loadall", "dev", "--dev %"},
    {"prog", "loadall", "offload_dev", "--dev %"},
    {"prog", "loadall", "pinmaps", "--pinmaps %"},
    {"prog", "loadall", "autoattach", "--autoattach"},
    {"prog", "loadall", "map idx", "--map idx:%=%o"},
    {"prog", "loadall", "map name", "--map name:%=%o"},
    {"prog", "profile", "duration", "--duration %"},
    {"btf", "dump", "format", "--format %"},
    {"prog", "run", "data_in", "--data-in %"},
    {"prog", "run", "data_out", "--data-out %"},
    {"prog", "run", "data_size_out", "--data-size-out %"},
    {"prog", "run", "ctx_in", "--ctx-in %"},
    {"prog", "run", "ctx_out", "--ctx-out %"},
    {"prog", "run", "ctx_size_out", "--ctx-size-out %"},
    {"prog", "run", "repeat", "--repeat %"},
    {"feature", "probe", "kernel", ""},
    {"feature", "probe", "dev", "--dev %"},
    {"feature", "probe", "full", "--full"},
    {"feature", "probe", "unprivileged", "--unprivileged"},
    {"feature", "probe", "macros", "--macros"},
    {"feature", "probe", "prefix", "--prefix %"},
    {"map", "create", "type", "--type %"},
    {"map", "create", "key", "--key-size %"},
    {"map", "create", "value", "--value-size %"},
    {"map", "create", "entries", "--entries %"},
    {"map", "create", "name", "--name %"},
    {"map", "create", "flags", "--flags %"},
    {"map", "create", "inner_map", "--inner-map %o"},
    {"map", "create", "dev", "--dev %"},
    {"map", "event_pipe", "cpu", "--cpu %"},
    {"net", "list", "dev", "--dev %"},
    {"cgroup", "show", "effective", "--effective"},
    {"cgroup", "tree", "effective", "--effective"},
    {"map", "event_pipe", "index", "--index %"},
});

constexpr auto kReferences = std::to_array<std::string_view>({"id", "name", "tag", "pinned"});

bool is_reference(std::string_view word) {
  return std::find(kReferences.begin(), kReferences.end(), word) != kReferences.end();
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// A view of the words still to be read.
class Reader {
 public:
  explicit Reader(const std::vector<std::string>& words) : words_(words) {}

  bool done() const { return at_ == words_.size(); }
  std::string next() { return done() ? "" : words_[at_++]; }

  // "id 12" as "id:12"; any other word as it is.
  std::string reference() {
    const bool two = at_ + 1 < words_.size() && is_reference(words_[at_]);
    const std::string prefix = two ? next() + ":" : "";
    return prefix + next();
  }

  bool starts_with(const std::vector<std::string_view>& keyword) const {
    return words_.size() - at_ > keyword.size() &&
           std::equal(keyword.begin(), keyword.end(), words_.begin() + static_cast<std::ptrdiff_t>(at_));
  }
  bool is_last(std::string_view keyword) const { return words_.size() - at_ == 1 && words_[at_] == keyword; }
  void skip(std::size_t count) { at_ += count; }

 private:
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

std::string filled(std::string_view pattern, Reader& reader) {
  std::string word;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      word += pattern[i];
    } else if (pattern.substr(i, 2) == "%o") {
      word += reader.reference();
      ++i;
    } else {
      word += reader.next();
    }
  }
  return word;
}

bool applies(const BpftoolWord& word, std::string_view noun, std::string_view verb, const Reader& reader) {
  if (word.noun != noun || word.verb != verb) return false;
  const bool takes_values = word.replacement.find('%') != std::string_view::npos;
  return reader.starts_with(split(word.keyword)) || (!takes_values && reader.is_last(word.keyword));
}

}  // namespace

std::span<const BpftoolWord> bpftool_words() { return kWords; }

std::vector<std::string> translate_bpftool_words(
    std::string_view noun, std::string_view verb, const std::vector<std::string>& words,
    const std::function<std::size_t(const std::string& option)>& plain_values) {
  std::vector<std::string> translated;
  Reader reader(words);
  while (!reader.done()) {
    const auto row = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const BpftoolWord& word) { return applies(word, noun, verb, reader); });
    if (row != kWords.end()) {
      reader.skip(split(row->keyword).size());
      for (const std::string_view pattern : split(row->replacement)) translated.push_back(filled(pattern, reader));
      continue;
    }
    const std::string word = reader.reference();
    translated.push_back(word);
    std::size_t plain = word == "--" ? words.size() : word.starts_with('-') ? plain_values(word) : 0;
    for (; plain > 0 && !reader.done(); --plain) translated.push_back(reader.next());
  }
  return translated;
}

}  // namespace bpflens::cli
