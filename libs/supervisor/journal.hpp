// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "osc/message.hpp"

namespace chronus::supervisor {

/// What was played, as a score with frames: rendering it gives the set again. One file a run,
/// written by a thread of its own a few times a second.
class Journal {
 public:
  Journal() = default;
  ~Journal();

  /// What is left of a disk for recordings, which are worth more: 64 MiB.
  static constexpr std::uintmax_t kReserve = std::uintmax_t{64} << 20U;

  /// Makes `directory`/journal_YYYYMMDD_HHMMSS.score. Without it write() does nothing. Lines that
  /// would leave less than `reserve` bytes of the disk are dropped.
  Status open(const std::string& directory, const StreamFormat& format, std::int64_t now_unix_s,
              std::uintmax_t reserve = kReserve);
  /// Conductor thread; never waits. A full queue drops the line and counts it.
  void write(Frame frame, const osc::Message& message);
  /// Conductor thread: a line for people, `# text`.
  void remark(const std::string& text);
  /// The last line: where the set ended. After the conductor has stopped.
  void close(Frame end);
  const std::string& path() const { return path_; }
  /// Lines that did not get in: a flood, or a full disk. Then it no longer gives the whole set.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void put(std::string line);
  void drain();
  void append(const std::string& lines);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uintmax_t reserve_ = 0;
  off_t whole_ = 0;  // bytes of the file, all of them whole lines
  boost::lockfree::spsc_queue<std::string> lines_{65'536};
  // Writers: the conductor and the journal's thread; readers: anyone, as a figure.
  std::atomic<std::uint64_t> dropped_{0};
  std::jthread thread_;
};

}  // namespace chronus::supervisor
