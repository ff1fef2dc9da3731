// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/file_descriptor.hpp"
#include "disk/files.hpp"
#include "ipc/process.hpp"

namespace chronus::disk {

/// Files by way of a process of its own, chronus-disk: a call into a disk that does not answer
/// cannot be broken off, not even by SIGKILL, and keeps whatever process made it. Here a caller
/// waits for an answer on a socket instead, and can be told to give up.
///
/// The process is started by the first call, whatever that is. When it ends unasked another takes
/// its place and opens again what was open. What the first had no time for it does where twice is
/// as good as once: all calls of an open file, and looks at paths. Else it is refused (ECONNRESET):
/// to open, make, rename or remove a path, which may have been done or not. No memory: ENOMEM. One
/// that does not answer within the limit is left to its disk; its files are lost (ETIMEDOUT), and
/// the next call starts another, as long as there are not too many that were left so.
///
/// Any thread; one call at a time, others wait for it.
class DiskProcess final : public Files {
 public:
  struct Options {
    std::string program;
    std::string name;  ///< what it writes, as `ps` and the log have it: "recordings"
    /// For one answer; 0: as long as it takes.
    std::chrono::milliseconds limit{0};
    /// Hears, for people, that it has ended unasked, or cannot be started. On a caller's thread,
    /// and does not call back.
    std::function<void(const std::string& what)> tell;
    /// Hears, likewise, that one could be started again.
    std::function<void(const std::string& what)> tell_over;
  };
  /// Throws std::system_error where the system has no descriptor left.
  explicit DiskProcess(Options options);
  /// What was asked for is done before it ends, which is not waited for where it does not answer.
  ~DiskProcess() override;

  /// From now on calls fail with ECANCELED, one that waits too. Any thread.
  void give_up() noexcept;
  /// For how long the call that is under way has waited for its answer; 0 without one. `now_ns`: of
  /// CLOCK_MONOTONIC. Any thread.
  std::chrono::nanoseconds waiting_for(std::int64_t now_ns) const noexcept;
  /// Processes that were left and have ended since do not stay as zombies. Does not wait, not even
  /// for a call under way, which does it too. Any thread.
  void reap() noexcept;

 private:
  struct OpenFile {
    FileRequest how;
    std::string path;  // or paths
    About at_first;
    bool is_locked = false;
    bool is_lost = false;  // the process that has it does not answer
    std::int64_t fd = -1;  // in process number:
    std::uint64_t generation = 0;
  };

  std::int64_t call(const FileRequest& request, std::string_view text,
                    std::span<char> answer) override;
  std::int64_t serve(const FileRequest& request, std::string_view text, std::span<char> answer);
  std::int64_t call_path(const FileRequest& request, std::string_view text, std::span<char> answer);
  std::int64_t open_and_look(const FileRequest& how, std::string_view path, About* about);
  std::int64_t open_file(const FileRequest& request, std::string_view path);
  std::int64_t call_file(const FileRequest& request, std::string_view text, std::span<char> answer);
  std::int64_t take_up(OpenFile* file);
  std::int64_t open_again(OpenFile* file);
  std::int64_t look_after_process();
  std::int64_t start_process();
  std::int64_t exchange(const FileRequest& request, std::string_view text, std::span<char> answer);
  std::int64_t receive(std::span<char> answer);
  std::int64_t has_ended();
  void leave_process();
  void reap_left();
  using Listener = std::function<void(const std::string& what)>;
  template <class Text>
  static void tell(const Listener& listener, Text text);

  const Options options_;
  FileDescriptor stop_;  // eventfd
  // Writer: whoever gives up; readers: callers. Relaxed: the eventfd wakes those that wait.
  std::atomic<bool> has_given_up_{false};
  // When it was asked what it has not answered; 0: nothing. Writer: the caller whose turn it is;
  // readers: any. Relaxed: a time, which orders nothing.
  std::atomic<std::int64_t> asked_ns_{0};

  std::mutex mutex_;
  // Guarded by mutex_:
  std::optional<ipc::ChildProcess> child_;
  FileDescriptor socket_;
  std::uint64_t generation_ = 0;         // of child_
  std::vector<ipc::ChildProcess> left_;  // has room for all there can be
  bool is_told_of_start_ = false;        // that it cannot be started
  std::map<std::int64_t, OpenFile> open_;
  std::int64_t last_file_ = 0;
};

}  // namespace chronus::disk
