// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/frame.hpp"

namespace chronus::offline {

/// What somebody who waits for a rendering reads: how far it is, how fast it goes, and how long it
/// takes yet, at the speed that it has had so far. No clock of its own. One thread.
class ProgressLine {
 public:
  /// `total`: frames in all, of all renderings; `rate`: frames a second; `start_ns`: the time now.
  ProgressLine(Frame total, int rate, std::int64_t start_ns)
      : total_(total), rate_(rate), start_ns_(start_ns), next_ns_(start_ns + kEvery) {}

  /// "0:12 of 3:00, 7 %, 60 x real time, 3 s left", without the end of a line; nothing where the
  /// last one was given less than a tenth of a second ago, and none in the first one.
  std::optional<std::string> line(Frame done, std::int64_t now_ns);

 private:
  static constexpr std::int64_t kEvery = 100'000'000;

  Frame total_;
  int rate_;
  std::int64_t start_ns_;
  std::int64_t next_ns_;
};

}  // namespace chronus::offline
