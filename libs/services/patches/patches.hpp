// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "conductor/patch.hpp"
#include "conductor/sender.hpp"
#include "conductor/wait_book.hpp"
#include "osc/message.hpp"

namespace chronus::services {

/// A patch that has been read, and the message that asked for it.
struct LoadedPatch {
  conductor::Sender sender;
  osc::Message message;
  std::shared_ptr<const conductor::Patch> patch;
  conductor::Wait wait{};
};

/// Who keeps patches as files. Called on the conductor's thread; no call waits. The sender is
/// answered later, an error at once. Names are those of check_name(). `wait` is held until what was
/// asked for is done or refused: a /sync of the sender waits for it.
class Patches {
 public:
  virtual ~Patches() = default;
  /// In place of one of that name.
  virtual Status save(const conductor::Sender& sender, const osc::Message& message,
                      const std::string& name, conductor::Patch patch, conductor::Wait wait) = 0;
  /// Answers where it cannot be read; else take() gives it.
  virtual Status load(const conductor::Sender& sender, const osc::Message& message,
                      const std::string& name, conductor::Wait wait) = 0;
  virtual Status list(const conductor::Sender& sender, const osc::Message& message,
                      std::optional<std::size_t> offset) = 0;
  /// The next one that has been read; false where there is none.
  virtual bool take(LoadedPatch* loaded) = 0;
};

}  // namespace chronus::services
