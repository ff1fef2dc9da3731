// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace chronus::osc {

/// Whether a sender has been the only one that was heard for a second. Key: what tells senders
/// apart. Belongs to one thread; time comes from the caller.
template <class Key>
class Solitude {
 public:
  bool is_alone(const Key& sender, std::int64_t now_ns) {
    if (sender != heard_last_) {
      heard_last_ = sender;
      changed_ns_ = now_ns;
    }
    return now_ns - changed_ns_ > kAlone_ns;
  }

 private:
  static constexpr std::int64_t kAlone_ns = 1'000'000'000;

  Key heard_last_{};
  std::int64_t changed_ns_ = 0;
};

}  // namespace chronus::osc
