// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Every type of the kernel's that has the name is tried; one that fits is enough.
#include "btf/core.hpp"

#include <bpf/btf.h>

#include "btf/core_path.hpp"

namespace bpflens::btf {
namespace {

using model::CoreKind;

constexpr int kDeepestMember = 64;

bool same_kind(const btf_type* a, const btf_type* b) {
  return btf_kind(a) == btf_kind(b) || (btf_is_any_enum(a) && btf_is_any_enum(b));
}

std::string words_for(const btf_type* type) {
  switch (btf_kind(type)) {
    case BTF_KIND_STRUCT:
      return "struct ";
    case BTF_KIND_UNION:
      return "union ";
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return "enum ";
    default:
      return "type ";
  }
}

bool may_be_asked_for(const btf_type* type) {
  return btf_is_composite(type) || btf_is_any_enum(type) || btf_is_typedef(type) || btf_is_int(type) ||
         btf_is_float(type);
}

struct Found {
  std::uint32_t type = 0;
  bool found = false;
  bool other_kind = false;  // one of that name is there, and is something else
};

}  // namespace

// One path against one candidate.
class CoreMatch {
 public:
  CoreMatch(const ::btf* local, const ::btf* kernel, const CorePath& path)
      : local_(local), kernel_(kernel), path_(path) {}

  // Whether the path leads through the candidate; what stopped it is in problem.
  bool members(std::uint32_t candidate) {
    std::uint32_t id = candidate;
    for (const CoreStep& step : path_.steps) {
      const btf_type* type = skip_to_bare(kernel_, id);
      if (type == nullptr) return stop("a part of it has no type");
      if (step.member.empty()) {
        if (!btf_is_array(type)) return stop("what is indexed is no array there");
        const std::uint32_t count = btf_array(type)->nelems;
        if (count != 0 && step.index >= count) return stop("the array has only " + std::to_string(count) + " elements");
        id = btf_array(type)->type;
        continue;
      }
      const Found member = find(type, step, 0);
      const std::string name(step.member);
      if (member.other_kind && !member.found) return stop("member " + name + " is of another kind there");
      if (!member.found) return stop("it has no member " + name);
      id = member.type;
    }
    return true;
  }

  bool enumerator(std::uint32_t candidate) {
    for (const std::string_view name : enumerators(kernel_, btf__type_by_id(kernel_, candidate)))
      if (essential_name(name) == path_.enumerator) return true;
    return stop("it has no enumerator " + std::string(path_.enumerator));
  }

  // Whether two types are of one build (libbpf's types_are_compat).
  bool alike(std::uint32_t local, std::uint32_t kernel, int depth = 0) {
    const btf_type* a = skip_to_bare(local_, local);
    const btf_type* b = skip_to_bare(kernel_, kernel);
    if (a == nullptr || b == nullptr) return a == b;
    if (!same_kind(a, b) || depth > kDeepestMember) return false;
    switch (btf_kind(a)) {
      case BTF_KIND_INT:
        return btf_int_offset(a) == 0 && btf_int_offset(b) == 0;
      case BTF_KIND_PTR:
        return alike(a->type, b->type, depth + 1);
      case BTF_KIND_ARRAY:
        return alike(btf_array(a)->type, btf_array(b)->type, depth + 1);
      case BTF_KIND_FUNC_PROTO:
        return prototypes_alike(a, b, depth);
      default:
        return true;
    }
  }

  std::string problem;

 private:
  bool stop(std::string why) {
    problem = std::move(why);
    return false;
  }

  bool prototypes_alike(const btf_type* a, const btf_type* b, int depth) {
    if (btf_vlen(a) != btf_vlen(b)) return false;
    for (std::uint32_t i = 0; i < btf_vlen(a); ++i)
      if (!alike(btf_params(a)[i].type, btf_params(b)[i].type, depth + 1)) return false;
    return alike(a->type, b->type, depth + 1);
  }

  // The member of that name, in members without names too.
  Found find(const btf_type* record, const CoreStep& step, int depth) {
    Found best;
    if (!btf_is_composite(record) || depth > kDeepestMember) return best;
    for (std::uint32_t i = 0; i < btf_vlen(record); ++i) {
      const btf_member& member = btf_members(record)[i];
      const std::string_view name = name_in(kernel_, member.name_off);
      if (name.empty()) {
        std::uint32_t id = member.type;
        const btf_type* inner = skip_to_bare(kernel_, id);
        const Found deeper = inner == nullptr ? Found() : find(inner, step, depth + 1);
        if (deeper.found) return deeper;
        best.other_kind |= deeper.other_kind;
      } else if (name == step.member) {
        if (fits(step.type, member.type, 0)) return {.type = member.type, .found = true};
        best.other_kind = true;
      }
    }
    return best;
  }

  // Whether a member may stand for another (libbpf's fields_are_compat).
  bool fits(std::uint32_t local, std::uint32_t kernel, int depth) {
    const btf_type* a = skip_to_bare(local_, local);
    const btf_type* b = skip_to_bare(kernel_, kernel);
    if (a == nullptr || b == nullptr || depth > kDeepestMember) return a == b;
    if (btf_is_composite(a) && btf_is_composite(b)) return true;
    if (!same_kind(a, b)) return false;
    switch (btf_kind(a)) {
      case BTF_KIND_FWD:
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64: {
        const std::string_view left = essential_name(name_in(local_, a->name_off));
        const std::string_view right = essential_name(name_in(kernel_, b->name_off));
        return left.empty() || right.empty() || left == right;
      }
      case BTF_KIND_PTR:
      case BTF_KIND_FLOAT:
        return true;
      case BTF_KIND_INT:
        return btf_int_offset(a) == 0 && btf_int_offset(b) == 0;
      case BTF_KIND_ARRAY:
        return fits(btf_array(a)->type, btf_array(b)->type, depth + 1);
      default:
        return false;
    }
  }

  const ::btf* local_;
  const ::btf* kernel_;
  const CorePath& path_;
};

std::string_view essential_name(std::string_view name) {
  const std::size_t at = name.find("___");
  return at == 0 || at == std::string_view::npos ? name : name.substr(0, at);
}

bool asks_for_existence(CoreKind kind) {
  return kind == CoreKind::member_exists || kind == CoreKind::type_exists || kind == CoreKind::enumerator_exists ||
         kind == CoreKind::type_matches;
}

std::string core_name(const Types& local, const model::CoreRelocation& relocation) {
  const auto path = core_path(local.get(), relocation);
  return path ? path->text : "?";
}

CoreTarget::CoreTarget(const Types& local, const Types& kernel) : local_(local), kernel_(kernel) {
  for (std::uint32_t id = 1; id < btf__type_cnt(kernel.get()); ++id) {
    const btf_type* type = btf__type_by_id(kernel.get(), id);
    if (type == nullptr || !may_be_asked_for(type)) continue;
    const std::string_view name = name_in(kernel.get(), type->name_off);
    if (!name.empty()) by_name_.emplace(essential_name(name), id);
  }
}

CoreAnswer CoreTarget::ask(const model::CoreRelocation& relocation) const {
  using Outcome = CoreAnswer::Outcome;
  const auto path = core_path(local_.get(), relocation);
  if (!path) return {"?", Outcome::unknown, "the object's CO-RE relocation makes no sense"};
  CoreAnswer answer{path->text, Outcome::missing, ""};
  if (relocation.kind == CoreKind::local_type_id) return {path->text, Outcome::found, ""};
  if (relocation.kind > CoreKind::type_matches)
    return {path->text, Outcome::unknown, "a kind of CO-RE relocation that this build does not know"};
  const btf_type* root = btf__type_by_id(local_.get(), path->root);
  answer.problem = "the kernel has no " + words_for(root) + std::string(path->root_name);
  const auto [begin, end] = by_name_.equal_range(path->root_name);
  answer.is_unheard_of = true;
  for (auto at = begin; at != end; ++at) {
    const std::uint32_t id = at->second;
    if (!same_kind(root, btf__type_by_id(kernel_.get(), id))) continue;
    answer.is_unheard_of = false;
    CoreMatch match(local_.get(), kernel_.get(), *path);
    const bool fits = !path->enumerator.empty() ? match.enumerator(id)
                      : !path->steps.empty()    ? match.members(id)
                                                : match.alike(path->root, id);
    if (fits && relocation.kind == CoreKind::type_matches)
      return {path->text, Outcome::unknown, "whether two types match in every member is left to libbpf"};
    if (fits) return {path->text, Outcome::found, ""};
    answer.problem = words_for(root) + std::string(path->root_name) +
                     (match.problem.empty() ? " is built differently there" : ": " + match.problem);
  }
  return answer;
}

}  // namespace bpflens::btf
