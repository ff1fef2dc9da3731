// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/frame.hpp"

namespace chronus::supervisor {

/// Whoever hears what was understood besides the journal, in the same lines. On the conductor's
/// thread; does not wait.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  /// A whole line, with its newline.
  virtual void changed(Frame frame, std::string_view line) = 0;
  /// There was no memory for a line.
  virtual void missed() = 0;
};

}  // namespace chronus::supervisor
