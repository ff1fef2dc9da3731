// SPDX-License-Identifier: MIT
#include "supervisor/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/clock.hpp"
#include "base/push_moved.hpp"
#include "score/journal_format.hpp"
#include "score/score.hpp"

namespace chronus::supervisor {
namespace {

/// Space for a file to begin in, beyond what is left alone: else it would end where it began.
constexpr std::uintmax_t kRoom = std::uintmax_t{1} << 20U;
constexpr std::uintmax_t kPartsKept = 8;
/// Lines are written in pieces of up to so much.
constexpr std::size_t kGatheredBytes = std::size_t{64} << 10U;
constexpr std::size_t kGatheredLines = 1'024;
constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kDay_s = 24 * 60 * 60;
constexpr std::int64_t kAgeLook_ns = 60 * 60 * kSecond_ns;
/// A string has room for it.
constexpr const char* kNoMemory = "out of memory";
constexpr const char* kFullOrSlow = "the disk is full, or slower than what is played";

std::string name_of(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string in_frames(Frame frame) { return std::to_string(frame) + "f"; }

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

void lower(std::atomic<Frame>* value, Frame to) {
  Frame seen = value->load(std::memory_order_relaxed);
  while (to < seen && !value->compare_exchange_weak(seen, to, std::memory_order_relaxed)) {
  }
}

}  // namespace

Status Journal::open(const std::string& directory, const StreamFormat& format,
                     std::int64_t now_unix_s, Options options) {
  options_ = std::move(options);
  format_ = format;
  gathered_.reserve(kGatheredBytes);
  begins_.reserve(kGatheredLines);
  // Whatever touches the disk does so on its thread.
  const auto begun = std::make_shared<std::promise<Status>>();
  auto opened = begun->get_future();
  thread_.start("journal", [this, begun, directory, now_unix_s](const std::stop_token& stop) {
    Status status = Error{kNoMemory};
    (void)as_memory_allows([&] { status = begin(directory, now_unix_s); });
    is_open_ = static_cast<bool>(status);
    const bool has_begun = is_open_;
    begun->set_value(std::move(status));
    if (has_begun) run(stop);
    files_.current() = LineFile();
  });
  return opened.get();
}

Status Journal::begin(const std::string& directory, std::int64_t now_unix_s) {
  if (auto opened = files_.open(*options_.files, directory, now_unix_s); !opened) return opened;
  if (files_.has_space(options_.reserve)) {
    is_writing_ = start_file(score::journal_begin(format_, 0, options_.ceiling));
  }
  LineFile file;
  std::string path;
  if (!is_writing_) {
    // Whether it is the disk that is full, or somebody else's directory.
    const auto begun = files_.begin_file(&file, &path);
    if (begun < 0 && begun != -ENOSPC) {
      return Error{"cannot write " + path + ": " + disk::reason_of(begun)};
    }
    files_.remove(path);
    fail(0, kFullOrSlow);
  }
  return {};
}

Journal::~Journal() = default;

bool Journal::is_written_within(std::chrono::nanoseconds limit) {
  thread_.request_stop();
  return thread_.has_ended_within(limit);
}

void Journal::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any pause;
  while (!stop.stop_requested()) {
    drain();
    (void)as_memory_allows([this] {
      if (options_.now_ns() >= next_file_look_ns_) look_for_the_file();
      look_for_space();
      if (options_.now_ns() >= next_age_look_ns_) take_old_away();
    });
    std::unique_lock lock(mutex);
    pause.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; });
  }
  drain();
  (void)as_memory_allows([this] {
    look_for_the_file();
    look_for_space();  // a hole that has only just begun is told too
  });
}

void Journal::write(Frame frame, const osc::Message& message) {
  if (!is_open_ && sink_ == nullptr) return;
  try {
    std::string line = score::to_line(frame, message) + "\n";
    if (sink_ != nullptr) sink_->changed(frame, line);
    write_line(frame, std::move(line));
  } catch (const std::bad_alloc&) {
    if (sink_ != nullptr) sink_->missed();
    if (is_open_) lose(frame);
  }
}

void Journal::write_line(Frame frame, std::string line) {
  if (!is_open_) return;
  last_frame_ = frame;
  if (has_hole_.load(std::memory_order_relaxed)) return lose(frame);
  put({frame, std::move(line)});
}

void Journal::close(Frame end) {
  try {
    write_line(end, score::to_line(end, {"/quit", {}}) + "\n");
  } catch (const std::bad_alloc&) {
    lose(end);
  }
}

void Journal::remark(const std::string& text) {
  if (!is_open_ || has_hole_.load(std::memory_order_relaxed)) return;
  try {
    put({last_frame_, "# " + text + "\n"});
  } catch (const std::bad_alloc&) {
    lose(last_frame_);
  }
}

void Journal::begin_file(Frame from, const std::vector<osc::Message>& scene) {
  wants_scene_.store(false, std::memory_order_relaxed);
  try {
    std::string text;
    for (const auto& message : scene) text += score::to_line(from, message) + "\n";
    // One that is merely full goes on by itself where there is too much to begin another with.
    const bool has_hole = has_hole_.load(std::memory_order_relaxed);
    if (!has_hole && text.size() > kQueueBytes / 2) return;
    has_hole_.store(false, std::memory_order_relaxed);
    const Frame hole_from = hole_from_.exchange(kNoFrame, std::memory_order_relaxed);
    last_frame_ = from;
    put({from, std::move(text), true, hole_from});
    if (has_hole_.load(std::memory_order_relaxed)) lower(&hole_from_, hole_from);
  } catch (const std::bad_alloc&) {
    lose(from);
  }
}

void Journal::put(Lines lines) {
  const Frame frame = lines.frame;
  const std::size_t bytes = lines.text.capacity();
  const bool fits = queued_bytes_.load(std::memory_order_relaxed) + bytes <= kQueueBytes;
  if (fits) queued_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  if (fits && push_moved(queue_, std::move(lines))) return;
  if (fits) queued_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  lose(frame);
}

void Journal::lose(Frame frame) {
  dropped_.fetch_add(1, std::memory_order_relaxed);
  lower(&hole_from_, frame);
  has_hole_.store(true, std::memory_order_relaxed);
}

void Journal::drain() {
  for (auto left = queue_.read_available(); left > 0; --left) {
    queue_.consume_one([this](Lines& lines) {
      const std::size_t bytes = lines.text.capacity();
      if (!as_memory_allows([&] { take(lines); })) lose_for_memory(lines.text, lines.frame);
      // The queue's place would keep the memory.
      lines.text = {};
      queued_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    });
  }
  if (!as_memory_allows([this] { write_gathered(); })) lose_for_memory({}, file_from_);
}

void Journal::take(Lines& lines) {
  if (lines.begins_file) {
    write_gathered();
    return begin_next(lines);
  }
  if (is_writing_) return gather(lines);
  take_as_lost(lines.text);
}

void Journal::gather(const Lines& lines) {
  const bool fits = gathered_.size() + lines.text.size() <= kGatheredBytes;
  if (!fits || begins_.size() == kGatheredLines) write_gathered();
  if (!is_writing_) return take_as_lost(lines.text);
  const Begin begin{gathered_.size(), lines.frame};
  if (lines.text.size() > kGatheredBytes) return write_text(lines.text, {&begin, 1});
  begins_.push_back(begin);
  gathered_ += lines.text;
}

void Journal::write_gathered() {
  if (!gathered_.empty()) write_text(gathered_, begins_);
  gathered_.clear();
  begins_.clear();
}

/// `lines`: where each of the text begins.
void Journal::write_text(std::string_view text, std::span<const Begin> lines) {
  const bool has_space = files_.has_space(options_.reserve);
  const std::size_t kept = has_space ? files_.current().append(text) : 0;
  if (kept < text.size()) {
    take_as_lost(text.substr(kept));
    // The first is at 0.
    const auto missing = std::prev(std::find_if(
        lines.begin(), lines.end(), [kept](const Begin& line) { return line.at > kept; }));
    const auto error = has_space ? files_.current().error() : -ENOSPC;
    return fail(missing->frame, error == -ENOSPC ? kFullOrSlow : disk::reason_of(error));
  }
  if (!has_asked_ && files_.current().bytes() > options_.keep / kPartsKept) {
    has_asked_ = true;
    wants_scene_.store(true, std::memory_order_release);
  }
}

void Journal::take_as_lost(std::string_view text) {
  dropped_.fetch_add(lines_in(text), std::memory_order_relaxed);
}

/// And what was gathered before it.
void Journal::lose_for_memory(std::string_view text, Frame frame) {
  const Frame first = begins_.empty() ? frame : begins_.front().frame;
  take_as_lost(gathered_);
  take_as_lost(text);
  gathered_.clear();
  begins_.clear();
  fail(first, kNoMemory);
}

void Journal::fail(Frame frame, const std::string& why) {
  is_writing_ = false;
  lower(&hole_from_, frame);
  has_hole_.store(true, std::memory_order_relaxed);
  why_ = why;
}

/// What is written to a file that somebody has deleted is kept nowhere, nor is what is in it.
void Journal::look_for_the_file() {
  next_file_look_ns_ = options_.now_ns() + options_.retry_ms * 1'000'000;
  if (!is_writing_ || !files_.current().is_deleted()) return;
  const std::string name = name_of(files_.path());
  files_.forget_current();
  fail(file_from_, name + " has been deleted");
}

bool Journal::start_file(const std::string& text) {
  LineFile file;
  std::string path;
  if (const auto begun = files_.begin_file(&file, &path); begun < 0) return false;
  if (file.append(text) < text.size()) {
    files_.remove(path);
    return false;
  }
  files_.become(std::move(file), path);
  take_old_away();
  return true;
}

void Journal::take_old_away() {
  next_age_look_ns_ = options_.now_ns() + kAgeLook_ns;
  const std::int64_t oldest_ns =
      options_.keep_days == 0 ? std::numeric_limits<std::int64_t>::min()
                              : (options_.unix_s() - options_.keep_days * kDay_s) * kSecond_ns;
  const auto removed = files_.keep_within(options_.keep, oldest_ns);
  if (removed.files == 0) return;
  removed_.fetch_add(static_cast<std::uint64_t>(removed.files), std::memory_order_relaxed);
  if (!options_.tell_removed) return;
  options_.tell_removed("journals taken away, the oldest: " + std::to_string(removed.files) + ", " +
                        std::to_string(removed.bytes) + " bytes");
}

/// The scene of a new file has come: behind a hole, or because this one is full.
void Journal::begin_next(const Lines& lines) {
  has_asked_ = false;
  Frame from = lines.hole_from;
  if (!is_writing_) {
    from = std::min(from, hole_from_.exchange(kNoFrame, std::memory_order_relaxed));
  }
  const bool is_hole = from != kNoFrame;
  const std::string span = in_frames(from) + " to " + in_frames(lines.frame);
  const std::string before = name_of(files_.path());
  std::string text = score::journal_begin(format_, lines.frame, options_.ceiling);
  if (is_hole) text += std::string(score::kAfterHole) + span + ", of which nothing is kept\n";
  if (!before.empty()) text += "# What was before it is in " + before + "\n";
  text += "# The scene as it was. What sounded, and changes that waited, are not given again\n";
  text += lines.text + std::string(score::kSceneEnd) + "\n";
  if (!files_.has_space(options_.reserve + kRoom))
    return fail(std::min(from, lines.frame), kFullOrSlow);
  LineFile old = files_.take_current();
  if (!start_file(text)) {
    files_.give_back(std::move(old));
    return fail(std::min(from, lines.frame), kFullOrSlow);
  }
  const std::string next = name_of(files_.path());
  if (old.is_open() && is_hole) {
    old.append(std::string(score::kHole) + span + ": it goes on in " + next + "\n");
  } else if (old.is_open()) {
    old.append(std::string(score::kContinued) + next + "\n");
  }
  is_writing_ = true;
  file_from_ = lines.frame;
  if (is_hole && options_.tell) {
    options_.tell("the journal has a hole from " + span + ": it goes on in " + next);
  }
  is_told_ = false;
  why_.clear();
}

void Journal::look_for_space() {
  if (!has_hole_.load(std::memory_order_relaxed)) return;
  // What waited is written or lost: nothing more comes until there is a new file.
  const Frame from = hole_from_.load(std::memory_order_relaxed);
  if (!is_told_ && from != kNoFrame) {
    is_told_ = true;
    holes_.fetch_add(1, std::memory_order_relaxed);
    // Out of what is left alone, which is there for recordings but has room for a line.
    if (files_.current().is_open()) {
      files_.current().append(std::string(score::kHole) + in_frames(from) + "\n");
    }
    if (options_.tell) {
      options_.tell("the journal has a hole from " + in_frames(from) +
                    " on: " + (why_.empty() ? kFullOrSlow : why_));
    }
  }
  const std::int64_t now_ns = options_.now_ns();
  if (now_ns < next_look_ns_) return;
  next_look_ns_ = now_ns + options_.retry_ms * 1'000'000;
  if (files_.has_space(options_.reserve + kRoom))
    wants_scene_.store(true, std::memory_order_release);
}

JournalStatus Journal::status() const {
  return {files_.path(),
          dropped_.load(std::memory_order_relaxed),
          holes_.load(std::memory_order_relaxed),
          has_hole_.load(std::memory_order_relaxed),
          removed_.load(std::memory_order_relaxed),
          options_.keep,
          options_.keep_days};
}

}  // namespace chronus::supervisor
