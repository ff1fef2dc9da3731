// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>

#include "osc/endpoint.hpp"

namespace chronus::conductor {

/// Held by whatever has a message that waits, for its sample or for files: when nobody holds it, it
/// waits no more, be it performed, refused or lost. Its number among all that waited.
using Wait = std::shared_ptr<const std::uint64_t>;

/// Who waits for what is done elsewhere. Used by the conductor's thread.
class WaitBook {
 public:
  Wait begin(const osc::Endpoint& sender);
  /// The number of the last that began; 0: none did.
  std::uint64_t last() const { return last_; }
  /// Whether a message of that sender waits that began to with this number, or before.
  bool has(const osc::Endpoint& sender, std::uint64_t number) const;
  /// Forgets who waits no more. Call now and then: has() passes over those that ended since.
  void tidy();

 private:
  struct One {
    std::uint64_t number;
    std::weak_ptr<const std::uint64_t> held;
  };
  struct Own {
    std::deque<One> waits;  // the first of them goes on, but for what ended since tidy()
    std::size_t sweep_at = 64;
  };
  std::map<osc::Endpoint, Own> of_;
  std::uint64_t last_ = 0;
};

}  // namespace chronus::conductor
