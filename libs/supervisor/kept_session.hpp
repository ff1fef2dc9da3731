// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "catalog/catalog.hpp"
#include "disk/files.hpp"
#include "session/replay.hpp"
#include "session/session_files.hpp"
#include "supervisor/options.hpp"
#include "supervisor/session_writer.hpp"
#include "supervisor/status_board.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// The session of a run, in `session` of the state directory: taken up at its start, and written
/// from then on. A run that begins with a score has a beginning of its own: it neither takes up a
/// session nor writes over it. What is wrong with the files never keeps a start from being one.
/// The main thread.
class KeptSession {
 public:
  using Tell = std::function<void(const std::string& what)>;

  KeptSession(const Options& options, disk::Files& files);

  /// Takes the directory, writes from now on, and gives what there is to go on with; null: nothing.
  /// `tell` hears what is wrong, for people, also later and on the writer's thread; `tell_over`
  /// that it is not any more.
  std::unique_ptr<session::Replay> begin(const catalog::Catalog& catalog,
                                         const vocabulary::Vocabulary& vocabulary, const Tell& tell,
                                         const Tell& tell_over);
  /// Whether something was played up to `played`, and with it what begin() gave, if it did.
  bool has_sounded(const Figures& figures, Frame played) const {
    const Frame from = figures.session_frame.load(std::memory_order_relaxed);
    return played > 0 && (!is_taken_up_ || (from >= 0 && played > from));
  }
  /// Harmless before begin(), and where no session is kept.
  SessionWriter& writer() { return writer_; }

 private:
  bool take_directory(const Tell& tell);

  const Options& options_;
  session::SessionFiles files_;
  SessionWriter writer_;
  bool is_taken_up_ = false;
};

}  // namespace chronus::supervisor
