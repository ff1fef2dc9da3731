// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chronus::command_line {

/// From 1, as editors count. Columns are characters, not bytes.
struct TomlPlace {
  int line = 0;
  int column = 0;
};

struct TomlValue {
  enum class Kind { kTruth, kWhole, kNumber, kText, kMoment };
  Kind kind = Kind::kText;
  std::string text;  ///< as an option's value is written: `true`, `48000`, `0.5`, `hot`
};

/// A key of the file's top level and what it is set to.
struct TomlEntry {
  std::string key;
  TomlPlace key_at;
  TomlPlace value_at;
  bool is_section = false;  ///< `[key]`, or a key with dots: values are not taken out of it
  bool is_list = false;
  std::vector<TomlValue> values;  ///< one, unless it is a list
};

struct TomlError {
  TomlPlace at;
  std::string reason;
};

/// The entries of a TOML text in the order in which they stand there, or where it is none: what
/// cannot be read, a key twice. A byte order mark, CRLF and a last line without an end are fine.
std::variant<std::vector<TomlEntry>, TomlError> read_toml(std::string_view text);

/// A text as TOML writes it: in quotes, with what must be escaped.
std::string toml_text(std::string_view text);

}  // namespace chronus::command_line
