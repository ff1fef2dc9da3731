// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "base/frame.hpp"
#include "conductor/patch.hpp"
#include "conductor/sender.hpp"
#include "conductor/setting.hpp"
#include "conductor/wait_book.hpp"
#include "osc/message.hpp"
#include "osc/shares.hpp"

namespace chronus::conductor {

/// A bundle and who sent it.
struct Incoming {
  Sender sender;
  osc::Bundle bundle;
  osc::Shares::Hold hold{};  ///< the memory it takes of its sender's share
  /// The frame on which its time tag falls; without one it lands as soon as it can.
  std::optional<Frame> due = {};
  /// A whole patch, which the bundle's message `load_at` has asked for: it is committed in place of
  /// what the draft holds, and that message is answered.
  std::shared_ptr<const Patch> patch = nullptr;
  /// The same of a whole set, with a patch.
  std::shared_ptr<const Setting> setting = nullptr;
  std::size_t load_at = 0;
  Wait wait{};           ///< of a message that has waited
  bool is_past = false;  ///< of the run before: it is not undone

  bool has_load() const { return patch != nullptr || setting != nullptr; }
};

/// Whether it stops the music or replaces a worker, and so passes all that waits.
bool is_vital(const osc::Bundle& bundle);

}  // namespace chronus::conductor
