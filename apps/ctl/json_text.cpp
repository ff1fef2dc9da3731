// SPDX-License-Identifier: MIT
#include "json_text.hpp"

#include <fmt/format.h>

namespace chronus::ctl {

const Json& at(const Json& object, const char* key) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found != object.end() ? *found : kNothing;
}

std::string text(const Json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return value.get<std::string>().empty() ? "-" : value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_array()) return std::to_string(value.size());
  if (value.is_number_float()) return fmt::format("{:.3g}", value.get<double>());
  return to_line(value);
}

std::string text(const Json& object, const char* key) { return text(at(object, key)); }

std::string with_unit(const Json& value, std::string_view unit) {
  return value.is_null() ? "-" : fmt::format("{} {}", text(value), unit);
}

double number(const Json& object, const char* key) {
  const Json& value = at(object, key);
  return value.is_number() ? value.get<double>() : 0.0;
}

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace chronus::ctl
