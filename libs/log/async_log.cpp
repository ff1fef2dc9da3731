// SPDX-License-Identifier: MIT
#include "log/async_log.hpp"

#include <poll.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "base/as_memory_allows.hpp"

namespace chronus::log {
namespace {

constexpr std::int64_t kAlikeFor_ns = 10'000'000'000;
constexpr std::int64_t kIdleWait_ns = 1'000'000'000;
constexpr int kLookForTheEndMs = 100;

// Of the process's log. Written by its owner, read by anyone as a figure.
std::atomic<AsyncLog*> g_log{nullptr};

std::int64_t ns_of(spdlog::log_clock::time_point time) {
  return std::chrono::nanoseconds(time.time_since_epoch()).count();
}

}  // namespace

/// The end that spdlog sees. It formats nothing: that is the writing thread's.
class AsyncLog::Sink final : public spdlog::sinks::sink {
 public:
  explicit Sink(AsyncLog& log) : log_(log) {}
  void log(const spdlog::details::log_msg& message) override {
    if (log_.queue_.put(message)) log_.wake_.wake();
  }
  void flush() override {}
  void set_pattern(const std::string& /*pattern*/) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) override {}

 private:
  AsyncLog& log_;
};

AsyncLog::AsyncLog(int fd, spdlog::level::level_enum level, const Form& form)
    : fd_(fd),
      form_(form),
      repeats_(form.most_alike, kAlikeFor_ns),
      thread_("log", [this](const std::stop_token& stop) { run(stop); }) {
  auto logger = std::make_shared<spdlog::logger>("chronusd", std::make_shared<Sink>(*this));
  logger->set_level(level);
  spdlog::set_default_logger(std::move(logger));
  g_log.store(this, std::memory_order_release);
}

AsyncLog::~AsyncLog() {
  g_log.store(nullptr, std::memory_order_release);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("none"));
  thread_.request_stop();
  wake_.wake();
  thread_.join();
}

bool AsyncLog::flush(std::chrono::nanoseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  const std::uint64_t mine = asked_.fetch_add(1) + 1;
  wake_.wake();
  for (;;) {
    const std::uint32_t seen = answer_.look();
    if (answered_.load() >= mine) return true;
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= std::chrono::nanoseconds{0}) return false;
    answer_.wait(seen, std::chrono::nanoseconds(left).count());
  }
}

void AsyncLog::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::uint32_t seen = wake_.look();
    const std::uint64_t asked = asked_.load();
    LineQueue::Line line;
    while (queue_.take(&line)) {
      if (!as_memory_allows([&] { write(line); })) queue_.count_dropped();
    }
    const bool is_end = std::exchange(ended_, asked) != asked;
    (void)as_memory_allows([&] {
      tell_dropped(queue_.dropped());
      tell_alike(is_end);
    });
    answered_.store(asked);
    answer_.wake();
    wake_.wait(seen, kIdleWait_ns);
  }
}

void AsyncLog::write(const LineQueue::Line& line) {
  tell_dropped(line.dropped_before);
  tell_alike(false);
  const std::string_view text(line.message.payload.data(), line.message.payload.size());
  if (!repeats_.admit(text, line.message.level, ns_of(line.message.time))) return;
  if (!write_out(line_of(form_.format, line.message, form_.coloured))) queue_.count_dropped();
}

void AsyncLog::tell_alike(bool all) {
  while (const auto owed = repeats_.take_owed(ns_of(spdlog::log_clock::now()), all)) {
    const auto level = static_cast<spdlog::level::level_enum>(owed->level);
    const spdlog::details::log_msg message("chronusd", level, owed->text);
    if (!write_out(line_of(form_.format, message, form_.coloured, owed->count))) {
      queue_.count_dropped();
    }
  }
}

void AsyncLog::tell_dropped(std::uint64_t dropped) {
  if (dropped <= told_) return;
  const auto lost = dropped - told_;
  const std::string text = lost == 1 ? "1 line of the log was dropped"
                                     : std::to_string(lost) + " lines of the log were dropped";
  const spdlog::details::log_msg message("chronusd", spdlog::level::warn, text);
  // Where it cannot be said now, it is said later.
  if (write_out(line_of(form_.format, message, form_.coloured))) told_ = dropped;
}

/// Waits as long as it takes. False: nobody will ever read it.
bool AsyncLog::write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd_, text.data(), text.size());
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN) {
      pollfd room{fd_, POLLOUT, 0};
      poll(&room, 1, kLookForTheEndMs);
    } else if (count == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

std::uint64_t dropped_lines() {
  const auto* log = g_log.load(std::memory_order_acquire);
  return log != nullptr ? log->dropped() : 0;
}

bool flush(std::chrono::nanoseconds limit) {
  auto* log = g_log.load(std::memory_order_acquire);
  return log == nullptr || log->flush(limit);
}

}  // namespace chronus::log
