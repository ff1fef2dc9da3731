// SPDX-License-Identifier: MIT
#include "conductor/nearest_names.hpp"

#include "base/nearest.hpp"

namespace chronus::conductor {
namespace {

/// An error does not repeat more of what came.
constexpr std::size_t kMostBytes = 80;

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, kMostBytes)) + "'";
}

}  // namespace

std::string no_module(const Patch& patch, std::string_view id, std::string_view where) {
  Nearest nearest(id);
  for (const auto& module : patch.modules()) nearest.consider(module.id);
  return "no module " + quoted(id) + std::string(where) + nearest.question();
}

std::string no_module_type(const catalog::Catalog& catalog, std::string_view name) {
  Nearest nearest(name);
  for (const auto& type : catalog) {
    if (type.drill_only) continue;
    nearest.consider(type.name);
    for (const auto alias : type.aliases) nearest.consider(alias);
  }
  const std::string question = nearest.question();
  return "no module type " + quoted(name) + (question.empty() ? ": see /module/list" : question);
}

std::string no_parameter(const NamedModule& module, std::string_view param) {
  const auto& type = type_of(module);
  Nearest nearest(param);
  for (const auto& known : type.params) {
    nearest.consider(known.name);
    for (const auto alias : known.aliases) nearest.consider(alias);
  }
  return "module " + quoted(module.id) + " (" + std::string(type.name) + ") has no parameter " +
         quoted(param) + nearest.question();
}

}  // namespace chronus::conductor
