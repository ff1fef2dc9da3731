// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::services {

/// What a client wants recorded.
struct Take {
  std::string file;           ///< in the recording directory; empty: a name made of the time
  std::string sample_format;  ///< "float", "24" or "16"; empty: what the kind of file usually has
};

/// Where a recording truly began, or was told to end: for the journal.
struct RecordMark {
  bool begins = false;
  Frame frame = 0;
};

/// Who records. Called on the conductor's thread. start() and stop() answer the sender by
/// themselves, when it is true; an error is answered at once.
class Recordings {
 public:
  virtual ~Recordings() = default;
  virtual Status start(const conductor::Sender& sender, const osc::Message& message,
                       const Take& take, Frame from) = 0;
  virtual Status stop(const conductor::Sender& sender, const osc::Message& message, Frame at) = 0;
  /// The next of what has begun or was stopped, once it is known; false where there is none.
  virtual bool next_mark(RecordMark* mark) = 0;
  /// What `/record/status` tells.
  virtual conductor::JsonText status() const = 0;
};

}  // namespace chronus::services
