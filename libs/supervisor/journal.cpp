// SPDX-License-Identifier: MIT
#include "supervisor/journal.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <utility>

#include "base/push_moved.hpp"
#include "base/time_stamp.hpp"
#include "score/journal_format.hpp"
#include "score/score.hpp"

namespace chronus::supervisor {

Status Journal::open(const std::string& directory, const StreamFormat& format,
                     std::int64_t now_unix_s, std::uintmax_t reserve) {
  reserve_ = reserve;
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Error{"cannot make " + directory + ": " + error.message()};
  const std::string stem = directory + "/journal_" + time_stamp(now_unix_s);
  // A second start within one second must not overwrite the first one's journal.
  for (int copy = 1; copy < 100 && file_ == nullptr; ++copy) {
    path_ = stem + (copy == 1 ? "" : "_" + std::to_string(copy)) + ".score";
    file_.reset(std::fopen(path_.c_str(), "wxe"));
    if (file_ == nullptr && errno != EEXIST) break;
  }
  if (file_ == nullptr) return Error{"cannot write " + path_ + ": " + std::strerror(errno)};
  append(std::string(score::kJournalBegin) + score::to_flags(format) + "\n");
  thread_ = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    while (!stop.stop_requested()) {
      drain();
      std::unique_lock lock(mutex);
      pause.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; });
    }
    drain();
  });
  return {};
}

Journal::~Journal() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Journal::remark(const std::string& text) {
  if (file_ != nullptr) put("# " + text + "\n");
}

void Journal::close(Frame end) { write(end, {"/quit", {}}); }

void Journal::write(Frame frame, const osc::Message& message) {
  if (file_ == nullptr) return;
  put(score::to_line(frame, message) + "\n");
}

void Journal::put(std::string line) {
  if (!push_moved(lines_, std::move(line))) dropped_.fetch_add(1, std::memory_order_relaxed);
}

void Journal::drain() {
  std::string lines;
  lines_.consume_all([&lines](std::string& line) { lines += line; });
  if (!lines.empty()) append(lines);
}

/// Half a line that a full disk let through would make the whole score unreadable: it is taken
/// back.
void Journal::append(const std::string& lines) {
  const int file = fileno(file_.get());
  std::size_t done = 0;
  std::error_code unknown;
  const auto space = std::filesystem::space(path_, unknown);
  const bool is_full = !unknown && space.available < reserve_;
  while (!is_full && done < lines.size()) {
    const ssize_t count =
        pwrite(file, lines.data() + done, lines.size() - done, whole_ + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  const std::size_t kept = done == 0 ? 0 : lines.rfind('\n', done - 1) + 1;
  whole_ += static_cast<off_t>(kept);
  if (kept == lines.size()) return;
  const auto lost =
      std::count(lines.begin() + static_cast<std::ptrdiff_t>(kept), lines.end(), '\n');
  dropped_.fetch_add(static_cast<std::uint64_t>(lost), std::memory_order_relaxed);
  // What could not be taken back is overwritten by the next line.
  (void)!ftruncate(file, whole_);
}

}  // namespace chronus::supervisor
