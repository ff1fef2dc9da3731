// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chronus {

/// JSON that is made here and sent, or was made here and is taken apart: a tree whose leaves are
/// text already. Where memory fails each of its functions throws std::bad_alloc and loses nothing;
/// destroying it needs none, which is why it is not nlohmann's: that one ends the process there.
/// A value; not thread-safe.
class Json {
 public:
  struct Member;
  // NOLINTBEGIN(google-explicit-constructor)
  Json() : text_("null") {}
  Json(std::nullptr_t) : Json() {}
  Json(std::same_as<bool> auto value) : text_(value ? "true" : "false") {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Json(T value) : text_(std::to_string(value)) {}
  Json(double value);
  /// As a text, quoted. Bytes that are no UTF-8 (a client may send any) become U+FFFD.
  Json(std::string_view text);
  Json(const std::string& text) : Json(std::string_view(text)) {}
  Json(const char* text) : Json(std::string_view(text)) {}
  Json(std::span<const std::string> list);
  Json(const std::vector<std::string>& list) : Json(std::span(list)) {}
  /// An object: `{{"id", "kick"}, {"bpm", 120.0}}`.
  Json(std::initializer_list<Member> members);
  // NOLINTEND(google-explicit-constructor)
  static Json array() { return Json(Kind::kArray); }
  static Json object() { return Json(Kind::kObject); }
  /// Of a text that text() made. Throws std::invalid_argument where it did not.
  static Json parse(std::string_view text);

  bool is_array() const { return kind_ == Kind::kArray; }
  bool is_object() const { return kind_ == Kind::kObject; }
  /// What an array or an object holds.
  std::span<const Json> items() const { return items_; }
  /// The names in an object, in the order of items(), as they stand between the quotes.
  std::span<const std::string> keys() const { return keys_; }

  /// What is null becomes an array.
  void push_back(Json value);
  /// The member of that name; a new one is null. What is null becomes an object.
  Json& operator[](std::string_view key);
  /// The same by a name of keys().
  Json& member(std::string key);

  /// One line; members in the order of their names.
  std::string text() const;

 private:
  enum class Kind : char { kLeaf, kArray, kObject };
  class Parser;

  explicit Json(Kind kind) : kind_(kind) {}
  void become(Kind kind);
  void write(std::string& out) const;

  Kind kind_ = Kind::kLeaf;
  std::string text_;  // of a leaf
  std::vector<std::string> keys_;
  std::vector<Json> items_;
};

struct Json::Member {
  std::string_view key;
  mutable Json value;  // moved out of the list
};

inline std::string to_text(const Json& json) { return json.text(); }

}  // namespace chronus
