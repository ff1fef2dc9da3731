// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace chronus::ctl {

using Json = nlohmann::json;

/// What a server said, which may be no JSON at all: then it is_discarded().
inline Json json_of(const std::string& text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

/// A member of an object; null where there is none, or no object.
const Json& at(const Json& object, const char* key);

/// For people: `-` for what is not there, `yes` and `no`, three digits of a float, the length of
/// a list.
std::string text(const Json& value);
std::string text(const Json& object, const char* key);
std::string with_unit(const Json& value, std::string_view unit);

/// 0 where it is no number.
double number(const Json& object, const char* key);

/// One line, also where the text is no UTF-8.
std::string to_line(const Json& json);

}  // namespace chronus::ctl
