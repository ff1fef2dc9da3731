// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "base/thread.hpp"
#include "conductor/samples.hpp"
#include "ipc/wake.hpp"
#include "samples/library.hpp"
#include "score/score.hpp"
#include "supervisor/bank_looks.hpp"

namespace chronus::supervisor {

/// Samples for what plays: a thread of its own has them read, by a process that a file may kill,
/// into memory that workers were handed when they were started. What was read is at hand for the
/// conductor, which says on which frame it may be heard.
///
/// prepare(), start_thread(), end_within(): the main thread. The rest: the conductor's.
class SampleControl final : public conductor::SampleDoor {
 public:
  static Result<std::unique_ptr<SampleControl>> create(samples::Library::Settings settings,
                                                       const StreamFormat& format);
  ~SampleControl() override;

  /// Looks for banks, and reads what the score that the run begins with names: its lines do not
  /// wait. What is wrong is told to the log, and to whoever names it.
  void prepare(const score::Score& score);
  void start_thread();
  /// True when the thread has ended, which it is told to.
  bool end_within(std::chrono::nanoseconds limit);
  /// To be handed to workers.
  int store_fd() const { return library_->store().reading_fd(); }

  Result<std::string> whole_name(std::string_view name) const override;
  bool has_bank(std::string_view name) const override { return banks_->has(name); }
  Result<std::string> file_of(const std::string& whole) const override;
  Result<std::string> file_at(const std::string& path) const override;
  Result<const conductor::Sample*> at_hand(const std::string& file, bool is_score) override;
  Status fetch(conductor::SampleFetch fetch) override;
  bool may_look(const conductor::Sender& sender) const override {
    return looks_.may_join(sender.lane);
  }
  void look_for(conductor::SampleFetch fetch) override;
  bool take(conductor::SampleFetched* fetched) override;
  void let_go(const conductor::Sample& sample, Frame now) override;
  void come_to(Frame horizon) override;
  std::vector<Bank> banks() const override;
  Facts facts() const override;

 private:
  /// Copied by nobody, and freed by the thread that made it: there may be many.
  using Known = std::shared_ptr<const samples::Banks>;
  struct Request {
    enum class Kind { kRead, kForget, kRemove, kLook };
    Kind kind = Kind::kRead;
    conductor::SampleFetch fetch;  ///< kRead
    std::string file;              ///< kForget
    std::uint32_t number = 0;      ///< kRemove
  };
  struct Answer {
    conductor::SampleFetched fetched;
    conductor::Sample sample;  ///< without its name
    // Of a look no more than this:
    std::optional<std::chrono::nanoseconds> look_took;
    Known banks;  ///< null: those that there were
  };
  struct Leaving {
    std::uint32_t number = 0;
    Frame due = 0;
  };

  SampleControl(std::unique_ptr<samples::Library> library, const StreamFormat& format);
  Status hand_over(Request request);
  void serve(Request request);
  void answer(conductor::SampleFetch fetch);
  Result<conductor::Sample> read(const std::string& file);
  void look(std::chrono::milliseconds limit);
  Known look_again();
  bool take_looked(conductor::SampleFetched* fetched);
  void note_bytes();

  std::unique_ptr<samples::Library> library_;
  StreamFormat format_;
  // The conductor's:
  Known banks_;
  BankLooks looks_;
  std::map<std::string, conductor::Sample> at_hand_;  // by file
  std::map<std::string, std::string> refused_;        // by file: what a score cannot have, and why
  std::deque<Leaving> leaving_;
  std::size_t loading_ = 0;
  // The thread's:
  std::string not_looked_;                         // what could not be, the last time
  Known handed_, before_;                          // the banks that the conductor has, and had
  std::map<std::string, conductor::Sample> read_;  // by file
  // Writer: the thread; reader: the conductor, as a figure.
  std::atomic<std::uint64_t> bytes_{0};
  boost::lockfree::spsc_queue<Request> requests_{8'192};
  boost::lockfree::spsc_queue<Answer> answers_{8'192};
  ipc::WakeWord wake_;
  Thread thread_;
};

}  // namespace chronus::supervisor
