// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "disk/files.hpp"
#include "services/patches/patches.hpp"
#include "supervisor/disk_watch.hpp"
#include "supervisor/outbox.hpp"
#include "supervisor/request_thread.hpp"
#include "supervisor/score_files.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// Saves, reads and lists patches on a thread of its own, since a disk may take its time, and
/// answers when it is true. What has been read, and found to be a patch, goes back to the
/// conductor, which commits it.
class PatchControl final : public services::Patches {
 public:
  struct Settings {
    StreamFormat format;
    bool drills = false;               ///< patches may hold modules that fail on purpose
    std::string state_dir;             ///< in whose `patches` they are saved
    std::vector<std::string> shipped;  ///< where others lie
  };
  /// The catalogues and `files` outlive it.
  PatchControl(Settings settings, const catalog::Catalog& catalog,
               const vocabulary::Vocabulary& vocabulary, disk::Files& files);

  /// Before any request. Throws NoThread.
  void start_thread(Outbox& outbox);
  /// As RequestThread's.
  bool end_within(std::chrono::nanoseconds limit) { return requests_.end_within(limit); }
  /// Refuses what the disk has kept waiting for longer than it may. The disk's watch's thread.
  void refuse_late() { requests_.refuse_older_than(DiskWatch::kLimit, DiskWatch::kReason); }

  // The conductor's thread:
  Status save(const conductor::Sender& sender, const osc::Message& message, const std::string& name,
              conductor::Patch patch, conductor::Wait wait) override;
  Status load(const conductor::Sender& sender, const osc::Message& message, const std::string& name,
              conductor::Wait wait) override;
  Status list(const conductor::Sender& sender, const osc::Message& message,
              std::optional<std::size_t> offset) override;
  bool take(services::LoadedPatch* loaded) override { return loaded_.pop(*loaded); }

 private:
  enum class Kind { kSave, kLoad, kList };
  struct Request {
    Kind kind = Kind::kList;
    conductor::Sender sender;
    osc::Message message;
    std::string name;
    conductor::Patch patch;             // to save
    std::optional<std::size_t> offset;  // of a list
    conductor::Wait wait;
  };
  void serve(const Request& request);
  void fail(const Request& request, const std::string& reason);
  void serve_save(const Request& request);
  void serve_load(const Request& request);
  void serve_list(const Request& request);
  Result<conductor::Patch> read(const std::string& name);

  Settings settings_;
  const catalog::Catalog& catalog_;
  const vocabulary::Vocabulary& vocabulary_;
  ScoreFiles files_;  // the control's thread's
  Outbox* outbox_ = nullptr;
  boost::lockfree::spsc_queue<services::LoadedPatch> loaded_{64};
  RequestThread<Request> requests_{64};  // few: each may hold a patch
};

}  // namespace chronus::supervisor
