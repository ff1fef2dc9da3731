// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.hpp"
#include "base/slot.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::services {

/// Who can replace a worker. Called on the conductor's thread.
class Workers {
 public:
  virtual ~Workers() = default;
  /// `gracefully`: the other one plays on meanwhile; else it is killed, for a drill. The sender is
  /// answered when the new one is ready; an error is answered at once.
  virtual Status replace(const conductor::Sender& sender, const osc::Message& message, Slot slot,
                         bool gracefully) = 0;
};

}  // namespace chronus::services
