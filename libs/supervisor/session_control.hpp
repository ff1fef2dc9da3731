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
#include "services/sessions/sessions.hpp"
#include "supervisor/disk_watch.hpp"
#include "supervisor/options.hpp"
#include "supervisor/outbox.hpp"
#include "supervisor/request_thread.hpp"
#include "supervisor/score_files.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// Saves, reads, deletes and lists named sessions on a thread of its own, since a disk may take its
/// time. What became of them goes back to the conductor, which answers in that order; with it what
/// has been read, and found to be a session.
class SessionControl final : public services::Sessions {
 public:
  /// They lie in `sessions` of the state directory. The catalogues and `files` outlive it.
  SessionControl(const Options& options, const catalog::Catalog& catalog,
                 const vocabulary::Vocabulary& vocabulary, disk::Files& files);

  /// Before any request. Throws NoThread.
  void start_thread(Outbox& outbox);
  /// As RequestThread's.
  bool end_within(std::chrono::nanoseconds limit) { return requests_.end_within(limit); }
  /// Refuses what the disk has kept waiting for longer than it may. The disk's watch's thread.
  void refuse_late() { requests_.refuse_older_than(DiskWatch::kLimit, DiskWatch::kReason); }

  // The conductor's thread:
  Status save_session(const conductor::Sender& sender, const osc::Message& message,
                      const std::string& name, conductor::Setting set, std::uint64_t changes,
                      conductor::Wait wait) override;
  Status load_session(const conductor::Sender& sender, const osc::Message& message,
                      const std::string& name, conductor::Wait wait) override;
  Status delete_session(const conductor::Sender& sender, const osc::Message& message,
                        const std::string& name, conductor::Wait wait) override;
  Status list_sessions(const conductor::Sender& sender, const osc::Message& message,
                       std::optional<std::size_t> offset) override;
  bool take_session(services::SessionNews* news) override { return news_.pop(*news); }

 private:
  enum class Kind { kSave, kLoad, kDelete, kList };
  struct Request {
    Kind kind = Kind::kList;
    conductor::Sender sender;
    osc::Message message;
    std::string name;
    conductor::Setting set;  // to save
    std::uint64_t changes = 0;
    std::optional<std::size_t> offset;  // of a list
    conductor::Wait wait;
  };
  void serve(const Request& request);
  void save(const Request& request);
  void load(const Request& request);
  void remove(const Request& request);
  void list(const Request& request);
  void tell(const Request& request, services::SessionNews news);
  void fail(const Request& request, const std::string& reason);

  StreamFormat format_;
  bool drills_;
  const catalog::Catalog& catalog_;
  const vocabulary::Vocabulary& vocabulary_;
  ScoreFiles files_;  // the control's thread's
  Outbox* outbox_ = nullptr;
  boost::lockfree::spsc_queue<services::SessionNews> news_{16};
  RequestThread<Request> requests_{16};  // few: each may hold a set
};

}  // namespace chronus::supervisor
