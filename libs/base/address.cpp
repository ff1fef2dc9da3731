// SPDX-License-Identifier: MIT
#include "base/address.hpp"

#include <algorithm>

namespace chronus {

Address::Address(std::string text) : text_(std::move(text)) { split(); }

void Address::split() {
  const std::string_view text = text_;
  const auto slash_from = [&](std::size_t at) {
    return static_cast<std::uint32_t>(std::min(text.find('/', at), text.size()));
  };
  has_parts_ = text.starts_with('/');
  name_at_ = slash_from(has_parts_ ? 1 : text.size());
  rest_at_ = slash_from(name_at_ + std::size_t{1});
  is_pattern_before_rest_ = is_address_pattern(without_rest());
  is_pattern_ = is_pattern_before_rest_ || is_address_pattern(rest());
}

}  // namespace chronus
