// SPDX-License-Identifier: MIT
#include "supervisor/journal.hpp"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <iterator>
#include <mutex>

#include "score/score.hpp"

namespace chronus::supervisor {

Status Journal::open(const std::string& directory, const StreamFormat& format,
                     std::int64_t now_unix_s) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Error{"cannot make " + directory + ": " + error.message()};
  const std::time_t now = now_unix_s;
  std::tm local{};
  localtime_r(&now, &local);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%d_%H%M%S", &local);
  const std::string stem = directory + "/journal_" + stamp;
  // A second start within one second must not overwrite the first one's journal.
  for (int copy = 1; copy < 100 && file_ == nullptr; ++copy) {
    path_ = stem + (copy == 1 ? "" : "_" + std::to_string(copy)) + ".score";
    file_.reset(std::fopen(path_.c_str(), "wxe"));
    if (file_ == nullptr && errno != EEXIST) break;
  }
  if (file_ == nullptr) return Error{"cannot write " + path_ + ": " + std::strerror(errno)};
  std::fprintf(file_.get(), "# Played with --rate %d --block %d --channels %d\n", format.rate,
               format.block_frames, format.channels);
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
  const auto begin = std::make_move_iterator(&line);
  if (lines_.push(begin, std::next(begin)) == begin) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
  }
}

void Journal::drain() {
  const auto count = lines_.consume_all([this](std::string& line) {
    const bool written = std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size();
    if (!written) dropped_.fetch_add(1, std::memory_order_relaxed);
  });
  if (count > 0 && std::fflush(file_.get()) != 0) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    std::clearerr(file_.get());
  }
}

}  // namespace chronus::supervisor
