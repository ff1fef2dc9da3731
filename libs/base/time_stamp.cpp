// SPDX-License-Identifier: MIT
#include "base/time_stamp.hpp"

#include <array>
#include <ctime>

namespace chronus {

std::string time_stamp(std::int64_t unix_s) {
  const std::time_t time = unix_s;
  std::tm local{};
  localtime_r(&time, &local);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%d_%H%M%S", &local);
  return {text.data(), length};
}

}  // namespace chronus
