// SPDX-License-Identifier: MIT
#include "supervisor/session_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/push_moved.hpp"
#include "supervisor/refused_lines.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kWriterWait_ns = 100'000'000;
/// A string has room for it.
constexpr const char* kNoMemory = "out of memory";
constexpr std::size_t kWrittenAtOnce = disk::kMostBytes;

}  // namespace

SessionWriter::~SessionWriter() { (void)is_written_within(std::chrono::nanoseconds(0)); }

void SessionWriter::start(session::SessionFiles& files, const StreamFormat& format,
                          Options options) {
  files_ = &files;
  format_ = format;
  options_ = std::move(options);
  wants_snapshot_.store(true, std::memory_order_release);
  thread_.start("session", [this](const std::stop_token& stop) { run(stop); });
}

void SessionWriter::changed(Frame, std::string_view line) {
  // Before the first snapshot all is in it.
  if (files_ == nullptr || !has_begun_) return;
  if (has_hole_.load(std::memory_order_relaxed)) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  try {
    put({std::string(line), false, true});
  } catch (const std::bad_alloc&) {
    missed();
  }
}

void SessionWriter::missed() {
  if (files_ == nullptr || !has_begun_) return;
  dropped_.fetch_add(1, std::memory_order_relaxed);
  has_hole_.store(true, std::memory_order_relaxed);
}

void SessionWriter::remark(std::string line) {
  if (files_ == nullptr || !has_begun_ || has_hole_.load(std::memory_order_relaxed)) return;
  put({std::move(line), false, false});
}

void SessionWriter::refused(std::int64_t number, session::Refusals refusals) {
  if (files_ == nullptr || refusals.total() == 0) return;
  refused_.fetch_add(refusals.total(), std::memory_order_relaxed);
  Text text;
  text.refused_number = number;
  text.refused = std::make_shared<const session::Refusals>(std::move(refusals));
  put(std::move(text));
  wake();
}

void SessionWriter::snapshot(const session::ClockMark& mark, std::string_view subscribers,
                             const std::vector<osc::Message>& scene) {
  wants_snapshot_.store(false, std::memory_order_relaxed);
  try {
    Text text{session::snapshot_text(format_, mark, subscribers, scene), true, true};
    has_hole_.store(false, std::memory_order_relaxed);
    has_begun_ = true;
    put(std::move(text));
  } catch (const std::bad_alloc&) {
    missed();
  }
}

void SessionWriter::put(Text text) {
  const std::size_t bytes = text.text.capacity();
  const bool fits = queued_bytes_.load(std::memory_order_relaxed) + bytes <= kQueueBytes;
  if (fits) queued_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  has_come_ = true;
  if (fits && push_moved(queue_, std::move(text))) return;
  if (fits) queued_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  missed();
}

void SessionWriter::wake() {
  if (std::exchange(has_come_, false)) wake_.wake();
}

void SessionWriter::note_played_on() { has_played_on_.store(true, std::memory_order_relaxed); }

bool SessionWriter::is_written_within(std::chrono::nanoseconds limit) {
  thread_.request_stop();
  wake_.wake();
  return thread_.has_ended_within(limit);
}

SessionStatus SessionWriter::status() const {
  return {files_ != nullptr, has_hole_.load(std::memory_order_relaxed),
          dropped_.load(std::memory_order_relaxed), refused_.load(std::memory_order_relaxed)};
}

void SessionWriter::run(const std::stop_token& stop) {
  const auto have_begun = [this] { next_number_ = files_->next_number(); };
  while (!as_memory_allows(have_begun) && !stop.stop_requested()) {
    wake_.wait(wake_.look(), kWriterWait_ns);
  }
  while (!stop.stop_requested()) {
    const std::uint32_t seen = wake_.look();
    drain();
    if (!as_memory_allows([this] { look_after_file(); })) fail(kNoMemory);
    ask_for_snapshot();
    (void)as_memory_allows([this] { keep_the_newest(); });
    wake_.wait(seen, kWriterWait_ns);
  }
  drain();
  if (std::exchange(is_dirty_, false)) current_.sync();
  (void)as_memory_allows([this] { keep_the_newest(); });
  current_ = LineFile();
}

void SessionWriter::drain() {
  for (auto left = queue_.read_available(); left > 0; --left) {
    queue_.consume_one([this](Text& text) {
      const std::size_t bytes = text.text.capacity();
      if (!as_memory_allows([&] { take(text); })) fail(kNoMemory);
      text = {};  // the queue's place would keep the memory
      queued_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    });
  }
  if (!as_memory_allows([this] { write_gathered(); })) fail(kNoMemory);
}

void SessionWriter::take(const Text& text) {
  if (text.refused) {
    return tell_refused(*files_, text.refused_number, *text.refused, options_.tell);
  }
  if (text.is_snapshot) {
    write_gathered();
    return begin_next(text.text);
  }
  if (gathered_.size() + text.text.size() > kWrittenAtOnce) write_gathered();
  gathered_ += text.text;
  gathered_change_ = gathered_change_ || text.is_change;
}

void SessionWriter::write_gathered() {
  const std::string lines = std::exchange(gathered_, {});
  const bool is_change = std::exchange(gathered_change_, false);
  if (lines.empty()) return;
  const std::size_t kept = current_.is_open() ? current_.append(lines) : 0;
  if (kept < lines.size()) {
    const auto lost =
        std::count(lines.begin() + static_cast<std::ptrdiff_t>(kept), lines.end(), '\n');
    dropped_.fetch_add(static_cast<std::uint64_t>(lost), std::memory_order_relaxed);
    return current_.is_open() ? fail(disk::reason_of(current_.error())) : void();
  }
  is_dirty_ = is_dirty_ || is_change;
  has_changes_ = has_changes_ || is_change;
}

void SessionWriter::begin_next(const std::string& text) {
  std::int64_t opened = files_->write(next_number_, text);
  if (opened == -ENOENT && files_->make_again()) opened = files_->write(next_number_, text);
  if (opened < 0) return fail(disk::reason_of(opened));
  if (std::exchange(is_told_, false) && options_.tell_over) {
    options_.tell_over("the session is kept again");
  }
  path_ = files_->path_of(next_number_++);
  current_ = LineFile(files_->files(), opened, text.size());
  snapshot_bytes_ = text.size();
  snapshot_at_ns_ = options_.now_ns();
  is_dirty_ = false;
  has_changes_ = false;
  if (is_proven_) files_->keep_the_newest();
}

void SessionWriter::fail(const std::string& why) {
  current_ = LineFile();
  is_dirty_ = false;
  next_try_ns_ = options_.now_ns() + options_.retry_ns;
  has_hole_.store(true, std::memory_order_relaxed);
  if (is_told_ || !options_.tell) return;
  is_told_ =
      as_memory_allows([&] { options_.tell("changes of the session are not kept: " + why); });
}

/// Once a second: whether it is still there, and past all caches.
void SessionWriter::look_after_file() {
  const std::int64_t now_ns = options_.now_ns();
  if (!current_.is_open() || now_ns < next_look_ns_) return;
  next_look_ns_ = now_ns + options_.sync_every_ns;
  if (current_.is_deleted()) return fail(path_ + " has been deleted");
  if (std::exchange(is_dirty_, false)) current_.sync();
}

void SessionWriter::ask_for_snapshot() {
  const std::int64_t now_ns = options_.now_ns();
  bool wants = false;
  if (current_.is_open() && !has_hole_.load(std::memory_order_relaxed)) {
    const bool is_old = has_changes_ && now_ns - snapshot_at_ns_ >= options_.snapshot_every_ns;
    wants = is_old || current_.bytes() - snapshot_bytes_ > options_.most_changes;
  } else {
    wants = has_hole_.load(std::memory_order_relaxed) && now_ns >= next_try_ns_;
    if (wants) next_try_ns_ = now_ns + options_.retry_ns;
  }
  if (wants) wants_snapshot_.store(true, std::memory_order_release);
}

void SessionWriter::keep_the_newest() {
  if (is_proven_ || !has_played_on_.load(std::memory_order_relaxed)) return;
  is_proven_ = true;
  files_->note({});
  files_->keep_the_newest();
}

}  // namespace chronus::supervisor
