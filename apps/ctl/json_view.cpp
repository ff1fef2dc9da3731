// SPDX-License-Identifier: MIT
#include "json_view.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "table.hpp"

namespace chronus::ctl {

namespace {

/// What a figure was given as: 120.0 is 120, and no digit is lost.
std::string value_text(const Json& value) {
  if (value.is_object() || value.is_array()) return value.empty() ? "-" : to_line(value);
  if (!value.is_number_float()) return text(value);
  auto digits = to_line(value);
  if (digits.ends_with(".0")) digits.resize(digits.size() - 2);
  return digits;
}

bool is_list_of_objects(const Json& json) {
  return json.is_array() && !json.empty() &&
         std::all_of(json.begin(), json.end(), [](const Json& one) { return one.is_object(); });
}

std::string in_one_line(const Json& list) {
  std::string line;
  for (const auto& one : list) line += (line.empty() ? "" : " ") + value_text(one);
  return line.empty() ? "-" : line;
}

/// `id`, `name` and `type` first: they say what the row is.
int rank_of(const std::string& name) {
  if (name == "id" || name == "name" || name == "slot") return 0;
  return name == "type" || name == "src" ? 1 : name == "dst" ? 2 : 3;
}

std::string table_of(const Json& list) {
  std::vector<std::string> names;
  for (const auto& one : list) {
    for (const auto& [name, value] : one.items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::stable_sort(names.begin(), names.end(), [](const auto& left, const auto& right) {
    return rank_of(left) < rank_of(right);
  });
  std::vector<Row> rows(1);
  for (auto name : names) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    rows.front().push_back(name);
  }
  for (const auto& one : list) {
    Row row;
    for (const auto& name : names) {
      const Json& value = at(one, name.c_str());
      row.push_back(value.is_array() && !is_list_of_objects(value) ? in_one_line(value)
                                                                   : value_text(value));
    }
    rows.push_back(std::move(row));
  }
  return table(rows);
}

/// Plain members first, as lines; then each list of objects under its name.
std::string members_of(const Json& object, const std::string& prefix) {
  std::vector<Row> lines;
  std::string behind;
  for (const auto& [name, value] : object.items()) {
    if (value.is_object() && !value.empty()) {
      behind += "\n" + members_of(value, prefix + name + ".");
    } else if (is_list_of_objects(value)) {
      behind += "\n" + prefix + name + "\n" + table_of(value);
    } else {
      lines.push_back({prefix + name, value.is_array() ? in_one_line(value) : value_text(value)});
    }
  }
  auto all = table(lines) + behind;
  if (all.starts_with('\n')) all.erase(0, 1);
  return all;
}

}  // namespace

std::string json_view(const Json& json) {
  if (json.is_object()) return members_of(json, "");
  if (is_list_of_objects(json)) return table_of(json);
  if (!json.is_array()) return value_text(json) + "\n";
  std::string lines;
  for (const auto& one : json) lines += value_text(one) + "\n";
  return lines;
}

}  // namespace chronus::ctl
