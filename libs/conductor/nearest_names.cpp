// SPDX-License-Identifier: MIT
#include "conductor/nearest_names.hpp"

#include <algorithm>

#include "base/nearest.hpp"

namespace chronus::conductor {
namespace {

/// An error does not repeat more of what came.
constexpr std::size_t kMostBytes = 80;

std::string quoted_name(std::string_view text) {
  return "'" + std::string(text.substr(0, kMostBytes)) + "'";
}

/// `module 'a' (sine) has no parameter 'frq'`
std::string has_no(const NamedModule& module, std::string_view what, std::string_view name) {
  return "module " + quoted_name(module.id) + " (" + std::string(type_of(module).name) +
         ") has no " + std::string(what) + " " + quoted_name(name);
}

void consider_parameters(const catalog::ModuleInfo& type, Nearest& nearest) {
  for (const auto& known : type.params) {
    nearest.consider(known.name);
    for (const auto alias : known.aliases) nearest.consider(alias);
  }
}

}  // namespace

std::string no_module(const Patch& patch, std::string_view id, std::string_view where,
                      std::string_view also) {
  Nearest nearest(id);
  nearest.consider(also);
  for (const auto& module : patch.modules()) nearest.consider(module.id);
  return "no module " + quoted_name(id) + std::string(where) + nearest.question();
}

namespace {

/// `: it is a wave of osc, set with /mod/ID/wave saw`; empty where no parameter has such a choice.
std::string whose_choice(const catalog::Catalog& catalog, std::string_view name) {
  for (const auto& type : catalog) {
    for (const auto& param : type.params) {
      if (type.drill_only || !std::ranges::count(param.choices, name)) continue;
      return ": it is a " + std::string(param.name) + " of " + std::string(type.name) +
             ", set with /mod/ID/" + std::string(param.name) + " " + std::string(name);
    }
  }
  return {};
}

}  // namespace

std::string no_module_type(const catalog::Catalog& catalog, std::string_view name) {
  if (const auto choice = whose_choice(catalog, name); !choice.empty()) {
    return "no module type " + quoted_name(name) + choice;
  }
  Nearest nearest(name);
  for (const auto& type : catalog) {
    if (type.drill_only) continue;
    nearest.consider(type.name, type.summary);
    for (const auto alias : type.aliases) nearest.consider(alias);
  }
  const std::string question = nearest.question();
  return "no module type " + quoted_name(name) +
         (question.empty() ? ": see /module/list" : question);
}

std::string no_parameter(const NamedModule& module, std::string_view param) {
  Nearest nearest(param, Nearest::kFew);
  consider_parameters(type_of(module), nearest);
  return has_no(module, "parameter", param) + nearest.question();
}

std::string no_note_parameter(const std::vector<const NamedModule*>& members,
                              std::string_view param) {
  const auto dot = param.find('.');
  Nearest module(param.substr(0, dot), Nearest::kFew), nearest(param, Nearest::kFew);
  for (const NamedModule* member : members) {
    if (dot == std::string_view::npos) {
      consider_parameters(type_of(*member), nearest);
    } else if (member->id == param.substr(0, dot)) {
      return no_parameter(*member, param.substr(dot + 1));
    }
    module.consider(member->id);
  }
  const NamedModule& first = *members.front();
  if (dot != std::string_view::npos) {
    return "no module " + quoted_name(param.substr(0, dot)) + " in the instrument of " +
           quoted_name(first.id) + module.question();
  }
  if (members.size() == 1) return no_parameter(first, param);
  return has_no(first, "parameter", param) + ", nor has what plays with it" + nearest.question();
}

std::string no_input(const NamedModule& module, std::string_view name) {
  Nearest nearest(name, Nearest::kFew);
  for (const auto input : type_of(module).inputs) nearest.consider(input);
  consider_parameters(type_of(module), nearest);
  return has_no(module, "input or parameter", name) + nearest.question();
}

std::string no_output(const NamedModule& module, std::string_view port) {
  Nearest nearest(port);
  std::string known;
  for (const auto output : type_of(module).outputs) {
    nearest.consider(output);
    (known += known.empty() ? ": it has " : ", ") += output;
  }
  const std::string question = nearest.question();
  return has_no(module, "output", port) + (question.empty() ? known : question);
}

}  // namespace chronus::conductor
