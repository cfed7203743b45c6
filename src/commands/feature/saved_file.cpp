// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/feature/saved_file.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "btf/packed.hpp"
#include "btf/types.hpp"
#include "commands/files.hpp"
#include "render/saved_kernel.hpp"

namespace bpflens::commands {
namespace {

using model::Answer;
using model::Capability;
using model::SavedKernel;
using model::Support;
using render::Json;

constexpr std::size_t kLargestFile = 256U << 20;
constexpr std::size_t kLargestTypes = 256U << 20;
constexpr std::size_t kLongestText = 200;  // of the file's, in a message

// A file that isn't what it should be; caught where the reading began.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] void malformed(std::string_view where, const std::string& wanted) {
  throw Malformed("'" + std::string(where.substr(0, kLongestText)) + "' is not " + wanted);
}

const Json& member(const Json& object, std::string_view key) {
  const auto found = object.find(std::string(key));
  if (found == object.end()) throw Malformed("it has no '" + std::string(key) + "'");
  return *found;
}

std::string text(const Json& json, const std::string& where) {
  if (!json.is_string()) malformed(where, "a text");
  return json.get<std::string>();
}

std::uint64_t number(const Json& json, const std::string& where, std::uint64_t most) {
  if (!json.is_number_unsigned() || json.get<std::uint64_t>() > most)
    malformed(where, "a number that makes sense there");
  return json.get<std::uint64_t>();
}

const Json& object(const Json& json, std::string_view where) {
  if (!json.is_object()) malformed(where, "an object");
  return json;
}

std::uint32_t value(const Json& json, const std::string& where) {
  return static_cast<std::uint32_t>(number(json, where, std::numeric_limits<std::uint32_t>::max()));
}

// "yes", or {"answer": "unknown", "errno": 1, "reason": "..."}.
Support support(const Json& json, const std::string& where) {
  const std::string word = text(json.is_object() ? member(json, "answer") : json, where);
  if (word == "yes") return model::yes();
  if (word == "no") return model::no();
  if (word != "unknown") malformed(where, "yes, no or unknown");
  Support answer = model::unknown(0, "");
  if (!json.is_object()) return model::unknown(0, "the file does not say why");
  if (json.contains("errno")) answer.error = static_cast<int>(number(json["errno"], where, 4095));
  if (json.contains("reason")) answer.reason = text(json["reason"], where);
  if (answer.error == 0 && answer.reason.empty()) answer.reason = "the file does not say why";
  return answer;
}

bool flag(const Json& json, const char* key, bool otherwise) {
  if (!json.is_object() || !json.contains(key)) return otherwise;
  if (!json[key].is_boolean()) malformed(key, "true or false");
  return json[key].get<bool>();
}

void read(const Json& json, const std::string& where, model::HelperSupport& answer) {
  answer.support = support(json, where);
  answer.offered = flag(json, "offered", answer.support.answer == Answer::yes);
  if (json.is_object() && json.contains("note")) answer.note = text(json["note"], where);
}

void read(const Json& json, const std::string& where, model::KfuncSupport& answer) {
  answer.support = support(json, where);
  answer.sleepable = flag(json, "sleepable", false);
}

std::vector<Capability> capabilities(const Json& document, const std::string& key, bool numbered) {
  std::vector<Capability> all;
  for (const auto& [name, entry] : object(member(document, key), key).items()) {
    object(entry, name);
    all.push_back({numbered ? value(member(entry, "value"), name) : 0, name, support(entry, name)});
  }
  return all;
}

template <class Answers>
void by_type(const Json& json, const SavedKernel& saved, const std::string& where, Answers& answers) {
  for (const auto& [name, entry] : object(json, where).items()) {
    const std::string& wanted = name;  // a structured binding, which not every compiler lets a lambda capture
    const auto same = [&wanted](const Capability& type) { return type.name == wanted; };
    const auto type = std::find_if(saved.program_types.begin(), saved.program_types.end(), same);
    if (type == saved.program_types.end()) malformed(name, "one of the file's own program types");
    read(entry, where, answers[type->value]);
  }
}

void read_helpers(const Json& document, SavedKernel& saved) {
  for (const auto& [name, entry] : object(member(document, "helpers"), "helpers").items()) {
    object(entry, name);
    model::SavedHelper& helper = saved.helpers.emplace_back();
    helper.name = name;
    helper.helper = value(member(entry, "value"), name);
    by_type(member(entry, "types"), saved, name, helper.gpl);
    if (entry.contains("proprietary")) by_type(entry["proprietary"], saved, name, helper.proprietary);
  }
}

void read_kfuncs(const Json& document, SavedKernel& saved) {
  const Json& kfuncs = object(member(document, "kfuncs"), "kfuncs");
  saved.kfuncs_tagged = support(kfuncs, "kfuncs");
  const Json& functions = member(kfuncs, "functions");
  if (!functions.is_array()) malformed("functions", "an array");
  for (const Json& function : functions) {
    object(function, "functions");
    model::SavedKfunc& one = saved.kfuncs.emplace_back();
    one.kfunc.name = text(member(function, "name"), "name");
    one.kfunc.module = text(member(function, "module"), "module");
    if (const Json& flags = member(function, "flags"); flags.is_array())
      for (const Json& word : flags) one.kfunc.flags.push_back(text(word, "flags"));
    by_type(member(function, "types"), saved, one.kfunc.name, one.types);
  }
}

void read_system(const Json& document, SavedKernel& saved) {
  for (const auto& [name, setting] : object(member(document, "settings"), "settings").items()) {
    if (!setting.is_number_integer()) malformed(name, "a number");
    saved.settings[name] = setting.get<long>();
  }
  const Json& config = member(document, "config");
  if (config.is_null()) return;
  saved.config.emplace();
  for (const auto& [name, option] : object(config, "config").items()) (*saved.config)[name] = text(option, name);
}

std::vector<std::byte> unpacked(const Json& types, const std::string& where) {
  object(types, where);
  if (text(member(types, "encoding"), "encoding") != "zlib+base64") malformed("encoding", "zlib+base64");
  const std::size_t size = number(member(types, "size"), "size", kLargestTypes);
  const Json& data = member(types, "data");
  if (!data.is_string()) malformed("data", "a text");
  auto blob = btf::unpack(data.get_ref<const std::string&>(), size);
  if (!blob) malformed(where, "whole: it can't be unpacked");
  return std::move(*blob);
}

void read_types(const Json& document, SavedKernel& saved) {
  const Json& types = member(document, "btf");
  if (types.is_null()) return;
  saved.types = unpacked(types, "btf");
  if (!btf::Types::parse(*saved.types)) malformed("btf", "BTF");
}

SavedKernel saved_kernel(const Json& document) {
  if (!document.is_object() || !document.contains("format") || document["format"] != render::kSavedKernelFormat)
    throw Malformed("it is no saved kernel: make one with bpflens feature save");
  const std::uint64_t version = number(member(document, "version"), "version", UINT32_MAX);
  if (version != render::kSavedKernelVersion)
    throw Malformed("its format has version " + std::to_string(version) + ", and this bpflens reads version " +
                    std::to_string(render::kSavedKernelVersion));
  SavedKernel saved;
  saved.saved_by = text(member(document, "saved_by"), "saved_by");
  saved.release = text(member(document, "kernel"), "kernel");
  saved.program_types = capabilities(document, "program_types", true);
  saved.map_types = capabilities(document, "map_types", true);
  saved.map_flags = capabilities(document, "map_flags", true);
  saved.attach_types = capabilities(document, "attach_types", true);
  saved.link_types = capabilities(document, "link_types", true);
  saved.btf_kinds = capabilities(document, "btf_kinds", true);
  saved.abilities = capabilities(document, "abilities", false);
  read_helpers(document, saved);
  read_kfuncs(document, saved);
  read_system(document, saved);
  read_types(document, saved);
  return saved;
}

}  // namespace

std::variant<SavedKernel, std::string> parse_saved_kernel(std::string_view text) {
  if (text.empty()) return std::string("it is empty");
  try {
    return saved_kernel(Json::parse(text));
  } catch (const Json::parse_error& error) {
    return error.byte >= text.size() ? "it is cut off: the JSON has no end"
                                     : "it is not JSON at byte " + std::to_string(error.byte);
  } catch (const Json::exception& error) {
    return "it is not JSON that can be read: " + std::string(error.what());
  } catch (const Malformed& error) {
    return std::string(error.what());
  }
}

std::variant<SavedKernel, std::string> read_saved_kernel(const std::string& path) {
  const FileBytes file = read_file(path, kLargestFile);
  if (!file.error.empty()) return file.error;
  auto parsed = parse_saved_kernel({reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
  if (auto* problem = std::get_if<std::string>(&parsed))
    return "cannot use " + path + " as a saved kernel: " + *problem;
  return parsed;
}

}  // namespace bpflens::commands
