// SPDX-License-Identifier: MIT
#include "conductor/module_info.hpp"

#include <cmath>
#include <span>
#include <string_view>
#include <utility>

#include "conductor/classic.hpp"
#include "conductor/json_text.hpp"

namespace chronus::conductor {
namespace {

Json names(std::span<const std::string_view> list) {
  auto array = Json::array();
  for (const auto name : list) array.push_back(name);
  return array;
}

/// A whole number without its ".0": forty parameters have four of them each.
Json short_number(float value) {
  constexpr float kMostWhole = 16'777'216.0F;
  const bool is_whole = value == std::trunc(value) && std::abs(value) <= kMostWhole;
  return is_whole ? Json(static_cast<int>(value)) : to_json_number(value);
}

}  // namespace

Status check_drill(const catalog::ModuleInfo* type, bool drills) {
  if (type == nullptr || !type->drill_only || drills) return {};
  return Error{std::string(type->name) + " needs --drills"};
}

std::string module_list_json(const catalog::Catalog& catalog, bool drills) {
  auto list = Json::array();
  for (const auto& type : catalog) {
    if (type.drill_only && !drills) continue;
    Json row{{"type", type.name}, {"summary", type.summary}};
    // All of them are to fit into what small clients receive at once.
    if (!type.aliases.empty()) row["aliases"] = names(type.aliases);
    list.push_back(std::move(row));
  }
  return to_text(list);
}

std::string module_info_json(const catalog::ModuleInfo& type, bool is_classic) {
  auto params = Json::array();
  for (const auto& param : type.params) {
    const auto units = static_cast<float>(units_of_message(is_classic, type, param));
    Json row{{"name", param.name},
             {"unit", units == 1.0F ? param.unit : std::string_view("ms")},
             {"min", short_number(param.minimum * units)},
             {"max", short_number(param.maximum * units)},
             {"default", short_number(param.initial * units)},
             {"curve", to_text(param.curve)},
             {"smoothing_ms", short_number(param.smoothing_ms)}};
    // As above.
    if (!param.aliases.empty()) row["aliases"] = names(param.aliases);
    if (!param.choices.empty()) row["choices"] = names(param.choices);
    params.push_back(std::move(row));
  }
  return to_text(Json{{"type", type.name},
                      {"summary", type.summary},
                      {"inputs", names(type.inputs)},
                      {"outputs", names(type.outputs)},
                      {"gate", type.has_gate},
                      {"voices", type.most_voices},
                      {"params", std::move(params)}});
}

}  // namespace chronus::conductor
