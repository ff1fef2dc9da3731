// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace chronus {

/// What OSC 1.0 makes patterns of.
inline constexpr std::string_view kAddressPatternCharacters = "?*[]{}";

/// Whether the text holds one of them.
inline bool is_address_pattern(std::string_view text) {
  return text.find_first_of(kAddressPatternCharacters) != std::string_view::npos;
}

/// The address of a message, or a pattern of addresses, with its parts: it is split once, where it
/// is read or made, and whoever asks for a part gets a view of it. Does not change but by
/// assignment, which ends the views. Any text is one; what does not begin with a slash has no
/// parts.
///
///     /seq/bpm/kick      root() "seq", name() "bpm", rest() "kick", without_rest() "/seq/bpm"
///     /mod/osc1/freq     root() "mod", name() "osc1", rest() "freq"
///     /panic             root() "panic", the others empty, without_rest() "/panic"
class Address {
 public:
  Address() = default;
  // What is a text is an address wherever one is wanted.
  Address(std::string text);                                      // NOLINT
  Address(std::string_view text) : Address(std::string(text)) {}  // NOLINT
  Address(const char* text) : Address(std::string(text)) {}       // NOLINT
  operator const std::string&() const { return text_; }           // NOLINT
  operator std::string_view() const { return text_; }             // NOLINT

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }
  bool starts_with(char first) const { return text_.starts_with(first); }
  bool starts_with(std::string_view beginning) const { return text_.starts_with(beginning); }

  /// What stands between the first slash and the second.
  std::string_view root() const { return has_parts_ ? between(1, name_at_) : std::string_view(); }
  /// Between the second and the third.
  std::string_view name() const {
    return has_name() ? between(name_at_ + 1, rest_at_) : std::string_view();
  }
  /// All that stands behind the third, further slashes too.
  std::string_view rest() const {
    return has_rest() ? between(rest_at_ + 1, text_.size()) : std::string_view();
  }
  bool has_name() const { return name_at_ < text_.size(); }
  bool has_rest() const { return rest_at_ < text_.size(); }
  std::string_view without_rest() const { return between(0, rest_at_); }
  /// Whether it is a pattern, and whether one stands in the first two parts.
  bool is_pattern() const { return is_pattern_; }
  bool is_pattern_before_rest() const { return is_pattern_before_rest_; }

  friend bool operator==(const Address& a, const Address& b) { return a.text_ == b.text_; }
  friend bool operator==(const Address& a, std::string_view b) { return a.text_ == b; }
  friend bool operator==(const Address& a, const std::string& b) { return a.text_ == b; }
  friend bool operator==(const Address& a, const char* b) { return a.text_ == b; }
  friend std::ostream& operator<<(std::ostream& out, const Address& a) { return out << a.text_; }

 private:
  std::string_view between(std::size_t from, std::size_t to) const {
    return std::string_view(text_).substr(from, to - from);
  }
  void split();

  std::string text_;
  std::uint32_t name_at_ = 0;  // the slash before it; the size where there is none
  std::uint32_t rest_at_ = 0;
  bool has_parts_ = false;
  bool is_pattern_ = false;
  bool is_pattern_before_rest_ = false;
};

}  // namespace chronus
