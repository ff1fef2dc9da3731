// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/frame.hpp"

namespace chronus::failover {

/// What is heard is the last judge of all: whether the device gets music when it asks. A device
/// that does not ask (a stall, or it is gone) misses none. Pure; used by one thread.
class Heard {
 public:
  /// The device's calls and the frames played, by now.
  void look(std::int64_t now_ns, std::int64_t callbacks, Frame played) {
    if (played != played_) {
      silent_ns_ = 0;
    } else if (callbacks != callbacks_) {
      silent_ns_ += now_ns - looked_ns_;
    }
    played_ = played;
    callbacks_ = callbacks;
    looked_ns_ = now_ns;
  }
  /// Time for which it has asked, and got nothing.
  std::int64_t silent_ns() const { return silent_ns_; }

 private:
  std::int64_t looked_ns_ = 0;
  std::int64_t callbacks_ = 0;
  Frame played_ = 0;
  std::int64_t silent_ns_ = 0;
};

/// Passes of a worker that might render a block, and does not. A pass that may renders one, however
/// slow the machine: a worker that only is late makes no passes meanwhile. Pure; used by one
/// thread.
class Idling {
 public:
  /// At a tick. `may_render`: nothing has kept it from a block since the tick before.
  void look(std::uint64_t heartbeat, Frame rendered, bool may_render) {
    if (rendered != rendered_ || !may_render || !might_) since_ = heartbeat;
    rendered_ = rendered;
    might_ = may_render;
    passes_ = heartbeat - since_;
  }
  std::uint64_t passes() const { return passes_; }

 private:
  Frame rendered_ = -1;
  bool might_ = false;
  std::uint64_t since_ = 0;
  std::uint64_t passes_ = 0;
};

}  // namespace chronus::failover
