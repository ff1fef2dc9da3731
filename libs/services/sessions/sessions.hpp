// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "conductor/setting.hpp"
#include "conductor/wait_book.hpp"
#include "osc/message.hpp"

namespace chronus::services {

/// What became of a request for a session, and the message that asked for it.
struct SessionNews {
  conductor::Sender sender;
  osc::Message message;
  std::string name;
  /// One that has been read; null: it has been saved, as it was after `changes`, unless it says
  /// other below.
  std::shared_ptr<const conductor::Setting> loaded;
  std::uint64_t changes = 0;
  conductor::Wait wait{};
  bool is_deleted = false;  ///< its file is gone
  std::string refusal{};    ///< nothing has come of it, and why; empty: something has
};

/// Who keeps sessions as files. Called on the conductor's thread; no call waits. The sender is
/// answered later, an error at once. Names are those of check_name(). `wait` is held until what was
/// asked for is done or refused: a /sync of the sender waits for it.
class Sessions {
 public:
  virtual ~Sessions() = default;
  /// In place of one of that name; `changes`: comes back with the news of it.
  virtual Status save_session(const conductor::Sender& sender, const osc::Message& message,
                              const std::string& name, conductor::Setting set,
                              std::uint64_t changes, conductor::Wait wait) = 0;
  /// take_session() gives it.
  virtual Status load_session(const conductor::Sender& sender, const osc::Message& message,
                              const std::string& name, conductor::Wait wait) = 0;
  virtual Status delete_session(const conductor::Sender& sender, const osc::Message& message,
                                const std::string& name, conductor::Wait wait) = 0;
  virtual Status list_sessions(const conductor::Sender& sender, const osc::Message& message,
                               std::optional<std::size_t> offset) = 0;
  /// The next news; false where there are none. Of all but what was loaded who takes it tells the
  /// sender.
  virtual bool take_session(SessionNews* news) = 0;
};

}  // namespace chronus::services
