// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// By itself a type is chosen only when there is no doubt: among those that have the length given at the calls that
// write into the map it is the one that the object exports, or the only one, or the one whose name says it.
#include "commands/perf/record_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <sstream>

#include "btf/declaration.hpp"
#include "commands/context.hpp"
#include "commands/perf/type_libraries.hpp"
#include "insn/record_size.hpp"
#include "model/map_types.hpp"

namespace bpflens::commands {
namespace {

// The lengths given at every call that writes into the map; nothing when one of them isn't constant, or there is none.
std::optional<std::set<std::uint32_t>> lengths_written(kernel::Kernel& kernel, const model::Map& map,
                                                       std::span<const model::Program> users) {
  const auto writing = map.type == model::kRingBuffer ? insn::Writing::ringbuf : insn::Writing::perf_event_output;
  std::set<std::uint32_t> lengths;
  for (const model::Program& program : users) {
    const auto code = insn::decode(kernel.programs.instructions(program.id));
    for (const auto& length : insn::record_sizes(code, map.id.value, writing)) {
      if (!length) return std::nullopt;
      lengths.insert(*length);
    }
  }
  return lengths.empty() ? std::nullopt : std::optional(std::move(lengths));
}

// How long a record is when it comes out of a perf ring.
std::uint32_t padded(std::uint32_t length) { return (length + 4 + 7) / 8 * 8 - 4; }

bool can_be_told_apart(const std::set<std::uint32_t>& lengths, const model::Map& map) {
  std::set<std::uint32_t> seen;
  for (const std::uint32_t length : lengths)
    if (!seen.insert(map.type == model::kRingBuffer ? length : padded(length)).second) return false;
  return true;
}

class Choice {
 public:
  Choice(const model::Map& map, TypeLibraries libraries, const DecodeOptions& options, btf::AddressNames& names)
      : map_(map), libraries_(std::move(libraries)), options_(options), fields_(split_list(options.fields)) {
    style_ = {.fields = fields_, .string_integers = options.string_integers, .names = &names};
  }

  void choose(const std::optional<std::set<std::uint32_t>>& lengths) {
    if (!options_.layout.empty()) return declared();
    if (!options_.type_by.empty()) return by_member();
    if (!options_.type.empty()) return add(options_.type, shape_named(options_.type), "");
    if (lengths && lengths->size() == 1) made_.source.size = *lengths->begin();
    if (lengths && can_be_told_apart(*lengths, map_)) return by_length(*lengths);
    if (lengths) return;
    if (const auto found = libraries_.only_exported()) add(found->name, shape_of(*found), "");
  }

  DecodedSource finish() {
    check_used();
    for (std::size_t i = 0; i < made_.shapes.size(); ++i) compile(i);
    return std::move(made_);
  }

 private:
  static btf::Shape shape_of(const FoundType& type) {
    btf::Resolved resolved = btf::resolve(*type.types, type.id);
    if (!resolved.shape) throw UsageError("'" + type.name + "' can't be shown: " + resolved.problem);
    return std::move(*resolved.shape);
  }

  btf::Shape shape_named(const std::string& name) {
    if (const auto found = libraries_.named(name)) return shape_of(*found);
    throw UsageError("there is no type '" + name + "' " + libraries_.where(map_));
  }

  void add(const std::string& name, btf::Shape shape, const std::string& condition) {
    names_.push_back(name);
    made_.shapes.push_back(std::move(shape));
    conditions_.push_back(condition);
  }

  // "u64 pid; u64 cookie", or a whole struct.
  void declared() {
    const bool whole = options_.layout.find('{') != std::string::npos && options_.layout.starts_with("struct");
    std::string members = options_.layout;
    if (members.find_last_not_of(" ;") != std::string::npos && !whole) members += ";";
    const std::string text = whole ? options_.layout : "struct { " + members + " }";
    auto resolved = btf::declared(text, libraries_.first());
    if (!resolved.shape) throw UsageError("--layout: " + resolved.problem);
    add("struct", std::move(*resolved.shape), "");
  }

  // "kind=2:struct opened"
  void by_member() {
    for (const std::string& rule : options_.type_by) {
      const std::size_t equals = rule.find('=');
      const std::size_t colon = equals == std::string::npos ? equals : rule.find(':', equals);
      if (colon == std::string::npos || equals == 0)
        throw UsageError("--type-by: '" + rule + "' is not of the form FIELD=VALUE:TYPE");
      const std::string type = rule.substr(colon + 1);
      add(type, shape_named(type), rule.substr(0, equals) + "==" + rule.substr(equals + 1, colon - equals - 1));
    }
  }

  void by_length(const std::set<std::uint32_t>& lengths) {
    std::vector<FoundType> found;
    for (const std::uint32_t length : lengths) {
      const auto type = libraries_.of_size(length, map_.name);
      if (!type) return;
      found.push_back(*type);
    }
    for (const FoundType& type : found) add(type.name, shape_of(type), "");
  }

  void compile(std::size_t i) {
    apply_formats(made_.shapes[i]);
    style_.fields_may_miss = made_.shapes.size() > 1;
    auto record = render::Record::compile(names_[i], made_.shapes[i], style_);
    if (!record.record) throw UsageError("'" + names_[i] + "': " + record.problem);
    if (!conditions_[i].empty()) {
      const btf::Shape nothing{.nodes = {{.kind = btf::Kind::composite, .name = names_[i]}}};
      auto condition = btf::Filter::compile_record(conditions_[i], &made_.shapes[i], nothing);
      if (!condition.filter) throw UsageError("--type-by: " + condition.problem);
      record.record->set_condition(std::move(*condition.filter));
    }
    made_.source.types.push_back(std::move(*record.record));
  }

  struct Wish {
    std::string field;
    btf::Format format;
  };

  std::vector<Wish> wishes() const {
    std::vector<Wish> all;
    for (const std::string& text : options_.formats) {
      const std::size_t equals = text.find('=');
      const auto format = equals == std::string::npos ? std::nullopt : btf::format_named(text.substr(equals + 1));
      if (!format)
        throw UsageError("--as: '" + text + "' is not of the form FIELD=FORMAT, with one of " + btf::format_words());
      all.push_back({text.substr(0, equals), *format});
    }
    for (const std::string& list : options_.symbols)
      for (const std::string& field : split_list(list)) all.push_back({field, btf::Format::symbol});
    return all;
  }

  void apply_formats(btf::Shape& shape) const {
    for (const Wish& wish : wishes()) {
      btf::Shape changed = shape;
      if (btf::set_format(changed, wish.field, wish.format).empty()) shape = std::move(changed);
    }
  }

  // What is asked for must be possible for one of the types.
  void check_used() const {
    for (const Wish& wish : wishes()) {
      std::string problem = "the type of the records isn't known: give --type or --layout";
      for (btf::Shape shape : made_.shapes) {
        problem = btf::set_format(shape, wish.field, wish.format);
        if (problem.empty()) break;
      }
      if (!problem.empty()) throw UsageError("--as, --sym: " + problem);
    }
  }

  const model::Map& map_;
  TypeLibraries libraries_;
  const DecodeOptions& options_;
  std::vector<std::string> fields_;
  render::RecordStyle style_;
  DecodedSource made_;
  std::vector<std::string> names_;  // of the types, and when data are of each
  std::vector<std::string> conditions_;
};

}  // namespace

void declare_decoding(CLI::App& app, DecodeOptions& options) {
  app.add_option("--type", options.type, "the type of the records, such as 'struct event'; found out where it is clear")
      ->type_name("TYPE");
  const auto several = [&app](const std::string& name, std::vector<std::string>& into, const std::string& text) {
    return app.add_option(name, into, text)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  several("--type-by", options.type_by, "several types in one map: that of records in which a member has this value")
      ->type_name("FIELD=VALUE:TYPE");
  app.add_option("--layout", options.layout, "what records are, as C declares it: 'u64 pid; char comm[16]'")
      ->type_name("MEMBERS");
  app.add_option("--btf", options.file, "an object or BTF file to look for types in (also in an object's DWARF)")
      ->type_name("FILE");
  several("--as", options.formats, "how to write a member: " + btf::format_words())->type_name("FIELD=FORMAT");
  several("--sym", options.symbols, "members that are addresses of code, written as the names of functions (a,b)")
      ->type_name("FIELDS");
  app.add_option("--fields", options.fields, "show these members only, in this order (a,b.c)")->type_name("NAMES");
  app.add_flag("--string-integers", options.string_integers,
               "quote integers beyond 2^53 in JSON, for readers that keep numbers as doubles (jq before 1.7)");
}

std::vector<model::Program> users_of(const model::Map& map, std::span<const model::Program> programs) {
  std::vector<model::Program> users;
  std::copy_if(programs.begin(), programs.end(), std::back_inserter(users), [&](const model::Program& program) {
    return std::find(program.map_ids.begin(), program.map_ids.end(), map.id) != program.map_ids.end();
  });
  return users;
}

std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> items;
  std::istringstream rest(list);
  for (std::string item; std::getline(rest, item, ',');) items.push_back(item);
  return items;
}

DecodedSource choose_types(kernel::Kernel& kernel, const model::Map& map, std::span<const model::Program> users,
                           const DecodeOptions& options, const std::string& object, btf::AddressNames& names) {
  const bool told = !options.type.empty() || !options.type_by.empty() || !options.layout.empty();
  Choice choice(map, TypeLibraries(kernel, users, options.file, object), options, names);
  choice.choose(told ? std::nullopt : lengths_written(kernel, map, users));
  DecodedSource made = choice.finish();
  made.source.name = map.name.empty() ? "map " + std::to_string(map.id.value) : map.name;
  return made;
}

}  // namespace bpflens::commands
