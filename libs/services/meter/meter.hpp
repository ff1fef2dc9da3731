// SPDX-License-Identifier: MIT
#pragma once

#include "conductor/sender.hpp"

namespace chronus::services {

/// What is heard, as `/meter` asks for it. The conductor's thread.
class Meters {
 public:
  virtual ~Meters() = default;
  /// Of the last second; null before one has been measured.
  virtual conductor::JsonText master() const = 0;
};

}  // namespace chronus::services
