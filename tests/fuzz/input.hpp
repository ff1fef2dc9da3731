// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

/// What libFuzzer calls, once for each input. Crashes, leaks, hangs and sanitizers' reports are its
/// findings; so is a property that does not hold.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace chronus::fuzz {

inline void must(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// `sound` with bytes written over: of the input each four are where (two bytes) and two of what.
/// One that begins with a 0 is taken as it stands behind that.
inline std::vector<std::byte> spoilt(std::span<const std::byte> sound, const std::uint8_t* data,
                                     std::size_t size) {
  if (size > 0 && data[0] == 0) {
    const auto bytes = std::as_bytes(std::span(data, size).subspan(1));
    return {bytes.begin(), bytes.end()};
  }
  std::vector<std::byte> bytes(sound.begin(), sound.end());
  for (std::size_t i = 1; i + 4 <= size; i += 4) {
    const std::size_t at = std::size_t{data[i]} << 8U | data[i + 1];
    if (at == 0xffff) {
      bytes.resize(std::min(bytes.size(), std::size_t{data[i + 2]} << 8U | data[i + 3]));
    } else if (at + 2 <= bytes.size()) {
      std::memcpy(bytes.data() + at, data + i + 2, 2);
    }
  }
  return bytes;
}

}  // namespace chronus::fuzz
