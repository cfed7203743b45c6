// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/requirement.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bpflens::model {
namespace {

struct Word {
  Subject subject;
  std::string_view prefix;
  std::string_view example;
};

constexpr auto kWords = std::to_array<Word>({
    {Subject::program_type, "prog", "prog:xdp"},
    {Subject::map_type, "map", "map:ringbuf"},
    {Subject::map_flag, "map_flag", "map_flag:mmapable"},
    {Subject::attach_type, "attach", "attach:trace_fentry"},
    {Subject::link_type, "link", "link:tcx"},
    {Subject::btf_kind, "btf_kind", "btf_kind:enum64"},
    {Subject::helper, "helper", "helper:xdp/bpf_redirect"},
    {Subject::kfunc, "kfunc", "kfunc:bpf_task_from_pid"},
    {Subject::type, "btf", "btf:task_struct.nsproxy"},
    {Subject::build_option, "config", "config:CONFIG_BPF_LSM"},
    {Subject::instructions, "isa", "isa:v4"},
    {Subject::ability, "ability", "ability:bounded_loops"},
    {Subject::release, "kernel", "kernel:>=5.8"},
    {Subject::kernel_symbol, "ksym", "ksym:jiffies"},
});

const Word& word_for(Subject subject) {
  return *std::find_if(kWords.begin(), kWords.end(), [&](const Word& word) { return word.subject == subject; });
}

constexpr auto kComparisons = std::to_array<std::string_view>({">=", "<=", "==", "!=", ">", "<", "="});

std::string unknown_kind(std::string_view word) {
  std::string all;
  for (const Word& known : kWords) all += (all.empty() ? "" : ", ") + std::string(known.example);
  return "'" + std::string(word) + "' is no requirement: they look like " + all;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Before the numbers a comparison; without one, that release or a newer.
std::optional<std::string> read_release(Requirement& requirement) {
  requirement.condition = ">=";
  for (const std::string_view sign : kComparisons)
    if (requirement.name.starts_with(sign)) {
      requirement.condition = sign;
      requirement.name.erase(0, sign.size());
      break;
    }
  const bool numbers = !requirement.name.empty() && is_digit(requirement.name.front()) &&
                       requirement.name.find_first_not_of("0123456789.") == std::string::npos;
  if (!numbers) return "'" + requirement.name + "' is no kernel release: give one like kernel:>=5.8";
  return std::nullopt;
}

std::optional<std::string> read_instructions(const Requirement& requirement) {
  constexpr auto kVersions = std::to_array<std::string_view>({"v1", "v2", "v3", "v4"});
  if (std::find(kVersions.begin(), kVersions.end(), requirement.name) != kVersions.end()) return std::nullopt;
  return "there is no instruction set " + requirement.name +
         ": there are v1, v2, v3 and v4; newer instructions have names (ability:may_goto)";
}

std::optional<std::string> read_parts(Requirement& requirement) {
  const std::string& name = requirement.name;
  switch (requirement.subject) {
    case Subject::release:
      return read_release(requirement);
    case Subject::instructions:
      return read_instructions(requirement);
    case Subject::helper:
    case Subject::kfunc:
      if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
        requirement.program_type = name.substr(0, slash);
        requirement.name = name.substr(slash + 1);
      }
      return std::nullopt;
    case Subject::build_option:
      if (const std::size_t equals = name.find('='); equals != std::string::npos) {
        requirement.condition = name.substr(equals + 1);
        requirement.name = name.substr(0, equals);
      }
      if (!requirement.name.starts_with("CONFIG_")) requirement.name = "CONFIG_" + requirement.name;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// The next number, cut from the front with the point behind it; 0 when there is none.
std::uint64_t take_number(std::string_view& release) {
  std::uint64_t number = 0;
  while (!release.empty() && is_digit(release.front())) {
    number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(release.front() - '0'), 1U << 30);
    release.remove_prefix(1);
  }
  if (release.size() > 1 && release[0] == '.' && is_digit(release[1]))
    release.remove_prefix(1);
  else
    release = {};
  return number;
}

}  // namespace

std::variant<Requirement, std::string> parse_requirement(std::string_view word) {
  const std::size_t colon = word.find(':');
  const auto known =
      std::find_if(kWords.begin(), kWords.end(), [&](const Word& row) { return row.prefix == word.substr(0, colon); });
  if (colon == std::string_view::npos || known == kWords.end()) return unknown_kind(word);
  Requirement requirement{.subject = known->subject, .name = std::string(word.substr(colon + 1))};
  if (requirement.name.empty()) return "'" + std::string(word) + "' names nothing: give " + std::string(known->example);
  if (auto problem = read_parts(requirement)) return std::move(*problem);
  if (requirement.name.empty()) return "'" + std::string(word) + "' names nothing: give " + std::string(known->example);
  return requirement;
}

std::string text(const Requirement& requirement) {
  std::string word = std::string(word_for(requirement.subject).prefix) + ":";
  if (requirement.subject == Subject::release) return word + requirement.condition + requirement.name;
  if (!requirement.program_type.empty()) word += requirement.program_type + "/";
  word += requirement.name;
  return requirement.condition.empty() ? word : word + "=" + requirement.condition;
}

std::vector<std::string_view> requirement_examples() {
  std::vector<std::string_view> examples;
  for (const Word& word : kWords) examples.push_back(word.example);
  return examples;
}

int compare_releases(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const std::uint64_t left = take_number(a);
    const std::uint64_t right = take_number(b);
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

Answer verdict(const std::vector<Finding>& findings) {
  Answer answer = Answer::yes;
  for (const Finding& finding : findings) {
    if (finding.optional) continue;
    if (finding.support.answer == Answer::no) return Answer::no;
    if (finding.support.answer == Answer::unknown) answer = Answer::unknown;
  }
  return answer;
}

}  // namespace bpflens::model
