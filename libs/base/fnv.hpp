// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace chronus {

/// FNV-1a in 64 bits (Fowler, Noll, Vo): for what has to stay the same number from build to build.
class Fnv {
 public:
  constexpr void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100'0000'01B3U; }
  constexpr void add_text(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
  }
  constexpr std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xCBF2'9CE4'8422'2325U;
};

}  // namespace chronus
