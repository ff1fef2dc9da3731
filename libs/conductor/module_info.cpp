// SPDX-License-Identifier: MIT
#include "conductor/module_info.hpp"

#include <span>
#include <string_view>

#include "conductor/classic.hpp"
#include "conductor/json_text.hpp"
#include "engine/module.hpp"

namespace chronus::conductor {
namespace {

Json names(std::span<const std::string_view> list) {
  auto array = Json::array();
  for (const auto name : list) array.push_back(name);
  return array;
}

std::string_view curve_name(engine::Curve curve) {
  switch (curve) {
    case engine::Curve::kLinear:
      return "linear";
    case engine::Curve::kExponential:
      return "exponential";
    case engine::Curve::kChoice:
      return "choice";
  }
  return "linear";
}

}  // namespace

Status check_drill(int index, bool drills) {
  if (index < 0 || drills) return {};
  const auto& type = *engine::module_types()[static_cast<std::size_t>(index)];
  if (type.drill_only) return Error{std::string(type.name) + " needs --drills"};
  return {};
}

std::string module_list_json(bool drills) {
  auto list = Json::array();
  for (const auto* type : engine::module_types()) {
    if (type->drill_only && !drills) continue;
    list.push_back(
        {{"type", type->name}, {"aliases", names(type->aliases)}, {"summary", type->summary}});
  }
  return to_text(list);
}

std::string module_info_json(int index, bool is_classic) {
  const auto& type = *engine::module_types()[static_cast<std::size_t>(index)];
  auto params = Json::array();
  for (const auto& param : type.params) {
    const auto units = static_cast<float>(units_of_message(is_classic, type, param));
    Json row{{"name", param.name},
             {"aliases", names(param.aliases)},
             {"unit", units == 1.0F ? param.unit : std::string_view("ms")},
             {"min", to_json_number(param.minimum * units)},
             {"max", to_json_number(param.maximum * units)},
             {"default", to_json_number(param.initial * units)},
             {"curve", curve_name(param.curve)},
             {"smoothing_ms", to_json_number(param.smoothing_ms)}};
    if (!param.choices.empty()) row["choices"] = names(param.choices);
    params.push_back(std::move(row));
  }
  return to_text(Json{{"type", type.name},
                      {"summary", type.summary},
                      {"inputs", names(type.inputs)},
                      {"outputs", names(type.outputs)},
                      {"gate", type.gate != nullptr},
                      {"params", std::move(params)}});
}

}  // namespace chronus::conductor
