// SPDX-License-Identifier: MIT
#include "base/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "base/text.hpp"

namespace chronus {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// The shortest decimal that names it, with a point or an exponent: 120.0, 0.45, 1e-05.
std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  std::string out;
  if (text.starts_with('-')) {
    out += '-';
    text.remove_prefix(1);
  }
  const auto e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 1) digits += text.substr(2, e - 2);
  const auto exponent = text.substr(e + 1);
  int point = 0;  // so many digits stand before it
  const bool is_negative = exponent.starts_with('-');
  std::from_chars(exponent.data() + 1, exponent.data() + exponent.size(), point);
  point = (is_negative ? -point : point) + 1;
  const int count = static_cast<int>(digits.size());
  constexpr int kMostDigits = 15;
  constexpr int kMostZeros = 4;
  if (count <= point && point <= kMostDigits) {
    return out + digits + std::string(static_cast<std::size_t>(point - count), '0') + ".0";
  }
  if (0 < point && point <= kMostDigits) {
    return out + digits.insert(static_cast<std::size_t>(point), 1, '.');
  }
  if (-kMostZeros < point && point <= 0) {
    return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  }
  if (count > 1) digits.insert(1, 1, '.');
  return out + digits + 'e' + std::string(exponent);
}

void add_control(std::string& out, char control) {
  constexpr std::string_view kNamed = "\b\t\n\f\r";
  constexpr std::string_view kNames = "btnfr";
  constexpr std::string_view kHex = "0123456789abcdef";
  if (const auto at = kNamed.find(control); at != std::string_view::npos) {
    out += '\\';
    out += kNames[at];
    return;
  }
  out += "\\u00";
  out += kHex[static_cast<unsigned char>(control) >> 4U];
  out += kHex[static_cast<unsigned char>(control) & 0xFU];
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  while (!text.empty()) {
    std::size_t spoilt = 0;
    const std::size_t size = character_size(text, &spoilt);
    const char first = text[0];
    if (size == 0) {
      out += kReplacement;
    } else if (size == 1 && static_cast<unsigned char>(first) < 0x20) {
      add_control(out, first);
    } else {
      if (first == '"' || first == '\\') out += '\\';
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? spoilt : size);
  }
  return out;
}

}  // namespace

Json::Json(double value) : text_(number_text(value)) {}

Json::Json(std::string_view text) : text_('"' + escaped(text) + '"') {}

Json::Json(std::span<const std::string> list) : kind_(Kind::kArray) {
  items_.reserve(list.size());
  for (const auto& text : list) items_.emplace_back(text);
}

Json::Json(std::initializer_list<Member> members) : kind_(Kind::kObject) {
  for (const auto& one : members) member(escaped(one.key)) = std::move(one.value);
}

void Json::become(Kind kind) {
  if (kind_ != Kind::kLeaf) return;
  kind_ = kind;
  text_.clear();
}

void Json::push_back(Json value) {
  items_.push_back(std::move(value));
  become(Kind::kArray);
}

Json& Json::operator[](std::string_view key) { return member(escaped(key)); }

Json& Json::member(std::string key) {
  const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
  const auto at = found - keys_.begin();
  if (found != keys_.end() && *found == key) return items_[static_cast<std::size_t>(at)];
  // Both or none.
  if (keys_.size() == keys_.capacity()) keys_.reserve(2 * keys_.size() + 4);
  items_.emplace(items_.begin() + at);
  keys_.insert(keys_.begin() + at, std::move(key));
  become(Kind::kObject);
  return items_[static_cast<std::size_t>(at)];
}

std::string Json::text() const {
  std::string out;
  write(out);
  return out;
}

void Json::write(std::string& out) const {
  if (kind_ == Kind::kLeaf) {
    out += text_;
    return;
  }
  out += is_array() ? '[' : '{';
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out += ',';
    if (is_object()) ((out += '"') += keys_[i]) += "\":";
    items_[i].write(out);
  }
  out += is_array() ? ']' : '}';
}

/// Leaves are taken over as they stand.
class Json::Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Json whole() {
    Json json = value();
    if (!rest_.empty()) fail();
    return json;
  }

 private:
  [[noreturn]] static void fail() { throw std::invalid_argument("not a JSON text of ours"); }

  void skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }
  bool take(char wanted) {
    skip_spaces();
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    skip_spaces();
    return true;
  }
  std::string take(std::size_t size) {
    if (size == 0 || size > rest_.size()) fail();
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    skip_spaces();
    return text;
  }
  /// With its quotes.
  std::string quoted() {
    if (!rest_.starts_with('"')) fail();
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    return take(end + 1);
  }

  Json value() {
    skip_spaces();
    if (take('[')) return list();
    if (take('{')) return members();
    Json leaf;
    leaf.text_ = rest_.starts_with('"')
                     ? quoted()
                     : take(std::min(rest_.find_first_of(",]} \t\r\n"), rest_.size()));
    return leaf;
  }
  Json list() {
    Json json = array();
    if (take(']')) return json;
    do json.items_.push_back(value());
    while (take(','));
    if (!take(']')) fail();
    return json;
  }
  Json members() {
    Json json = object();
    if (take('}')) return json;
    do {
      const std::string key = quoted();
      if (!take(':')) fail();
      json.member(key.substr(1, key.size() - 2)) = value();
    } while (take(','));
    if (!take('}')) fail();
    return json;
  }

  std::string_view rest_;
};

Json Json::parse(std::string_view text) { return Parser(text).whole(); }

}  // namespace chronus
