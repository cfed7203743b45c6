// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The log has, in the order the verifier went: states ("7: R0=... R10=fp0", "from 3 to 9: ..."), source lines
// ("; return *value; @ file.c:27", the place since Linux 6.9), instructions ("7: (61) r0 = ..." with what changed
// behind a semicolon), and at the end the verdict and figures.
#include "render/verifier_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "render/escape.hpp"
#include "render/scan.hpp"

namespace bpflens::render {
namespace {

constexpr std::size_t kTail = 8;
constexpr std::uint32_t kContext = 2;

bool is_figures(std::string_view line) {
  return line.starts_with("processed ") || line.starts_with("verification time ") || line.starts_with("stack depth ") ||
         line.starts_with("max_states") || line.starts_with("peak_states");
}

// How it went back to see where a number came from; in every log until 5.15, where more is asked for since.
bool is_search(std::string_view line) {
  return line.starts_with("last_idx ") || line.starts_with("regs=") || line.starts_with("parent ") ||
         line.starts_with("mark_precise: ");
}

// "7: (61) ..." and "7: R0=...": the number, and what follows.
struct Numbered {
  std::uint64_t slot = 0;
  std::string_view rest;
};

std::optional<Numbered> numbered(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const auto slot = number<std::uint64_t>(line.substr(0, colon));
  return slot ? std::optional(Numbered{*slot, trimmed(line.substr(colon + 2))}) : std::nullopt;
}

bool is_state(std::string_view text) {
  text = text.substr(0, text.find('='));
  if (text.ends_with("_w") || text.ends_with("_r")) text.remove_suffix(2);
  return text.size() > 1 && (text[0] == 'R' || text.starts_with("fp")) &&
         text.find_first_not_of("-0123456789", text[0] == 'R' ? 1 : 2) == std::string_view::npos;
}

// Where the first word ends: at a space that is in no parentheses ("R1=scalar(var_off=(0x0; 0xff))").
std::size_t word_end(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] == ' ' && depth <= 0) return i;
  }
  return text.size();
}

class LogReader {
 public:
  VerifierReport read(std::string_view log) {
    for (std::size_t start = 0; start < log.size();) {
      const std::size_t end = std::min(log.find('\n', start), log.size());
      take(trimmed(log.substr(start, end - start)));
      start = end + 1;
    }
    return finish();
  }

 private:
  void take(std::string_view line) {
    if (line.empty()) return;
    lines_.push_back(line);
    if (verdict_section_) return void(verdict_.push_back(line));
    if (line.starts_with("Reason:") || line.starts_with("Suggestion:")) {
      verdict_section_ = true;
      verdict_ = {line};
    } else if (line.starts_with("; ")) {
      take_source(line.substr(2));
    } else if (line.starts_with("from ") && line.find(": ") != std::string_view::npos) {
      take_state(line.substr(line.find(": ") + 2), true);
    } else if (const auto it = numbered(line)) {
      take_numbered(*it);
    } else if (is_state(line)) {
      take_state(line, true);
    } else if (!is_figures(line) && !is_search(line)) {
      verdict_.push_back(line);
    }
  }

  void take_numbered(const Numbered& line) {
    if (!line.rest.starts_with("(")) return take_state(line.rest, true);
    // The instruction's changes count for the next one only.
    for (const auto& [name, value] : pending_) registers_[name] = value;
    pending_.clear();
    verdict_.clear();
    report_.slot = line.slot;
    const std::size_t semicolon = line.rest.find(" ; ");
    report_.instruction = trimmed(line.rest.substr(0, semicolon));
    failing_source_ = last_source_;
    if (semicolon != std::string_view::npos) take_state(line.rest.substr(semicolon + 3), false);
  }

  // Words "R0_w=scalar(...)"; all of the state, or what has changed.
  void take_state(std::string_view text, bool all) {
    if (all) registers_.clear();
    if (all) pending_.clear();
    while (!text.empty()) {
      const std::size_t end = word_end(text);
      const std::string_view word = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const std::size_t equals = word.find('=');
      if (equals == std::string_view::npos || !is_state(word)) continue;
      std::string name(word.substr(0, equals));
      if (name.ends_with("_w") || name.ends_with("_r")) name.resize(name.size() - 2);
      (all ? registers_ : pending_)[name] = word.substr(equals + 1);
    }
  }

  void take_source(std::string_view text) {
    SourceText source{.line = 0, .text = std::string(text), .failing = false};
    const std::size_t at = text.rfind(" @ ");
    const std::size_t colon = text.rfind(':');
    if (at != std::string_view::npos && colon != std::string_view::npos && colon > at) {
      if (const auto line = number<std::uint32_t>(text.substr(colon + 1))) {
        source = {.line = *line, .text = std::string(text.substr(0, at)), .failing = false};
        last_file_ = text.substr(at + 3, colon - at - 3);
      }
    }
    last_source_ = sources_.size();
    sources_.push_back(std::move(source));
    files_.push_back(last_file_);
  }

  VerifierReport finish() {
    report_.reason = verdict_text();
    for (const auto& [name, value] : registers_)
      report_.registers.push_back(std::string(name).append("=").append(value));
    if (failing_source_) add_source(*failing_source_);
    if (!report_.slot)
      report_.tail.assign(lines_.end() - static_cast<std::ptrdiff_t>(std::min(kTail, lines_.size())), lines_.end());
    return report_;
  }

  std::string verdict_text() const {
    std::string text;
    for (const std::string_view line : verdict_)
      if (!is_figures(line)) text += (text.empty() ? "" : " | ") + std::string(line);
    return text;
  }

  void add_source(std::size_t failing) {
    report_.file = files_[failing];
    const SourceText& at = sources_[failing];
    if (at.line == 0) {  // no numbers: what came before it
      if (failing > 0) report_.source.push_back(sources_[failing - 1]);
      report_.source.push_back(at);
    } else {
      std::map<std::uint32_t, std::string> known;
      for (std::size_t i = 0; i < sources_.size(); ++i)
        if (files_[i] == report_.file) known[sources_[i].line] = sources_[i].text;
      for (std::uint32_t line = at.line > kContext ? at.line - kContext : 1; line <= at.line + kContext; ++line)
        if (const auto found = known.find(line); found != known.end())
          report_.source.push_back({.line = line, .text = found->second, .failing = false});
    }
    for (SourceText& line : report_.source) line.failing = line.line == at.line && line.text == at.text;
  }

  VerifierReport report_;
  std::vector<std::string_view> lines_;
  std::vector<std::string_view> verdict_;  // since the last instruction
  bool verdict_section_ = false;
  std::map<std::string, std::string> registers_;  // before the last instruction
  std::map<std::string, std::string> pending_;    // what it changed
  std::vector<SourceText> sources_;
  std::vector<std::string> files_;
  std::string last_file_;
  std::optional<std::size_t> last_source_;
  std::optional<std::size_t> failing_source_;
};

Json source_json(const VerifierReport& report) {
  Json json;
  if (!report.file.empty()) json["file"] = report.file;
  json["lines"] = Json::array();
  for (const SourceText& source : report.source) {
    Json line;
    if (source.line != 0) line["line"] = source.line;
    line["text"] = source.text;
    if (source.failing) line["failing"] = true;
    json["lines"].push_back(std::move(line));
  }
  return json;
}

}  // namespace

VerifierReport read_verifier_log(std::string_view log) {
  VerifierReport report = LogReader().read(log);
  report.hint = verifier_hint(report.reason, log);
  return report;
}

Json to_json(const VerifierReport& report, std::string_view log) {
  Json json;
  json["reason"] = report.reason;
  if (report.slot) json["insn"] = {{"slot", *report.slot}, {"disasm", report.instruction}};
  if (!report.source.empty()) json["source"] = source_json(report);
  for (const std::string& state : report.registers)
    json["registers"][state.substr(0, state.find('='))] = state.substr(state.find('=') + 1);
  if (!report.hint.empty()) json["hint"] = report.hint;
  if (!report.tail.empty()) json["tail"] = report.tail;
  json["log"] = log;
  return json;
}

std::string text_of(const VerifierReport& report) {
  std::string text;
  if (report.slot) text += fmt::format("  instruction {}: {}\n", *report.slot, printable(report.instruction));
  if (!report.file.empty()) text += "  in " + printable(report.file) + ":\n";
  for (const SourceText& source : report.source)
    text += fmt::format("  {} {:>5} | {}\n", source.failing ? '>' : ' ',
                        source.line != 0 ? std::to_string(source.line) : "", printable(source.text));
  for (std::size_t i = 0; i < report.registers.size(); ++i)
    text += (i == 0 ? "  state: " : "         ") + printable(report.registers[i]) + "\n";
  for (const std::string& line : report.tail) text += "  | " + printable(line) + "\n";
  if (!report.hint.empty()) text += "  hint: " + report.hint + "\n";
  return text;
}

}  // namespace bpflens::render
