// SPDX-License-Identifier: MIT
#include "session/saved_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/engine_number.hpp"
#include "base/fnv.hpp"
#include "score/journal_format.hpp"

namespace chronus::session {
namespace {

constexpr std::string_view kSession = " --session ";
constexpr std::string_view kEngine = " --engine ";
constexpr std::string_view kClock = "# Clock ";
constexpr std::string_view kSubscribers = "# Subscribers";
/// In place of kinds: those of who names none.
constexpr std::string_view kUnnamed = "-";
constexpr std::string_view kSnapshotEnd = "# End of the snapshot, checksum ";
constexpr std::int64_t kTenYears_s = std::int64_t{10} * 31'557'600;
constexpr std::int64_t kSecond_ns = 1'000'000'000;

std::string checksum_of(std::string_view text) {
  Fnv sum;
  sum.add_text(text);
  return fmt::format("{:016x}", sum.value());
}

/// Digits at the beginning of `text`, which loses them.
template <class Number>
std::optional<Number> take_number(std::string_view* text) {
  Number number = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{}) return std::nullopt;
  text->remove_prefix(static_cast<std::size_t>(stop - text->data()));
  return number;
}

std::optional<int> number_behind(std::string_view flag, std::string_view line) {
  const auto at = line.find(flag);
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + flag.size());
  return take_number<int>(&line);
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// Visits each line without its newline, until one is not wanted.
template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!visit(text.substr(0, end))) return;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::optional<ClockMark> parse_clock(std::string_view line) {
  if (!line.starts_with(kClock)) return std::nullopt;
  line.remove_prefix(kClock.size());
  const auto frame = take_number<Frame>(&line);
  if (!frame || !line.starts_with("f ")) return std::nullopt;
  line.remove_prefix(2);
  const auto unix_ns = take_number<std::int64_t>(&line);
  if (!unix_ns || !line.empty() || *frame < 0 || *unix_ns < 0) return std::nullopt;
  return ClockMark{*frame, *unix_ns};
}

/// The word before the next space, which `text` loses with it.
std::string_view take_word(std::string_view* text) {
  const std::size_t end = std::min(text->find(' '), text->size());
  const std::string_view word = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return word;
}

/// Three words for each; up to the first that cannot be read.
std::vector<osc::Subscription> parse_subscribers(std::string_view words) {
  std::vector<osc::Subscription> all;
  (void)take_word(&words);
  while (!words.empty() && all.size() < osc::Subscribers::kMax) {
    const auto to = osc::parse_endpoint(take_word(&words));
    const auto asked_by = osc::parse_endpoint(take_word(&words));
    const std::string_view named = take_word(&words);
    osc::EventKinds kinds;
    if (named != kUnnamed) {
      auto parsed = osc::EventKinds::parse(named);
      if (!parsed) break;
      kinds = std::move(*parsed);
    }
    if (!to || !asked_by) break;
    all.push_back({*to, *asked_by, std::move(kinds), {}});
  }
  return all;
}

/// The length of the snapshot, with its last line; 0 where it is not whole.
std::size_t snapshot_bytes(std::string_view text) {
  const auto at = text.find("\n" + std::string(kSnapshotEnd));
  if (at == std::string_view::npos) return 0;
  const std::string_view before = text.substr(0, at + 1);
  const std::string_view line = first_line(text.substr(at + 1));
  if (line.substr(kSnapshotEnd.size()) != checksum_of(before)) return 0;
  const std::size_t bytes = before.size() + line.size() + 1;
  return bytes <= text.size() ? bytes : 0;
}

/// How much of the changes, whole lines, can be read.
std::size_t readable_bytes(std::string_view changes, const vocabulary::Vocabulary& vocabulary,
                           int lines_before, std::string* damage) {
  std::size_t bytes = 0;
  int line_number = lines_before;
  for_each_line(changes, [&](std::string_view line) {
    ++line_number;
    const auto parsed = score::parse(line, kMinRate, vocabulary);
    if (!parsed) {
      // It counts the lines of what it is given.
      const std::string& reason = parsed.reason();
      *damage = fmt::format("line {}{}", line_number,
                            reason.substr(std::min<std::size_t>(reason.find(','), reason.size())));
      return false;
    }
    bytes += line.size() + 1;
    return true;
  });
  return bytes;
}

bool is_fit(std::string_view head, SavedSession* saved, Unfit* unfit) {
  if (!head.starts_with(score::kJournalBegin)) {
    *unfit = {"it is no session", false};
    return false;
  }
  const auto session = number_behind(kSession, head);
  const auto engine = number_behind(kEngine, head);
  const auto format = score::parse_journal_format(head.substr(score::kJournalBegin.size()));
  const auto from = score::parse_journal_from(head);
  if (!session || !engine || !format || !*format || !from) {
    *unfit = {"its first line cannot be read", false};
    return false;
  }
  if (*session > kSessionFormat || *engine > kEngineNumber) {
    *unfit = {fmt::format("it is of a later Chronus (session {}, engine {})", *session, *engine),
              true};
    return false;
  }
  saved->format = **format;
  saved->from = *from;
  saved->engine_difference = score::engine_difference(head.substr(score::kJournalBegin.size()));
  return true;
}

}  // namespace

Frame ClockMark::frame_at(std::int64_t at_unix_ns, int rate) const {
  const std::int64_t since_ns = at_unix_ns - unix_ns;
  if (unix_ns <= 0 || since_ns <= 0 || since_ns / kSecond_ns > kTenYears_s) return frame;
  const std::int64_t rest_ns = since_ns % kSecond_ns;
  return frame + since_ns / kSecond_ns * rate + (rest_ns * rate + kSecond_ns / 2) / kSecond_ns;
}

std::string clock_line(const ClockMark& mark) {
  return fmt::format("{}{}f {}\n", kClock, mark.frame, mark.unix_ns);
}

std::string subscribers_line(const osc::Subscribers& subscribers) {
  std::string line(kSubscribers);
  for (const auto& one : subscribers.list()) {
    const std::string kinds = one.what.kinds.to_text();
    line += " " + osc::to_text(one.what.to) + " " + osc::to_text(one.what.asked_by) + " " +
            (kinds.empty() ? std::string(kUnnamed) : kinds);
  }
  return line + "\n";
}

std::string snapshot_text(const StreamFormat& format, const ClockMark& mark,
                          std::string_view subscribers, const std::vector<osc::Message>& scene) {
  std::string text = score::journal_begin(format, mark.frame);
  text.pop_back();
  text += fmt::format("{}{}\n", kSession, kSessionFormat);
  text += clock_line(mark);
  text += subscribers;
  for (const auto& message : scene) text += score::to_line(mark.frame, message) + "\n";
  return text + std::string(kSnapshotEnd) + checksum_of(text) + "\n";
}

bool read_session(std::string_view text, const vocabulary::Vocabulary& vocabulary,
                  SavedSession* saved, Unfit* unfit) {
  *saved = {};
  // What comes behind the last newline was being written.
  text = text.substr(0, text.rfind('\n') + 1);
  if (!is_fit(first_line(text), saved, unfit)) return false;
  const std::size_t snapshot = snapshot_bytes(text);
  if (snapshot == 0) {
    *unfit = {"its snapshot is not whole", false};
    return false;
  }
  auto score = score::parse(text, std::nullopt, vocabulary);
  if (!score) {
    const auto lines = static_cast<int>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(snapshot), '\n'));
    const std::size_t changes =
        readable_bytes(text.substr(snapshot), vocabulary, lines, &saved->damage);
    text = text.substr(0, snapshot + changes);
    score = score::parse(text, std::nullopt, vocabulary);
  }
  if (!score) {
    *unfit = {score.reason(), false};
    return false;
  }
  saved->score = std::move(*score);
  saved->last = saved->from;
  const auto& events = saved->score.events;
  if (!events.empty()) saved->last = saved->from + events.back().frame;
  saved->mark = {saved->from, 0};
  for_each_line(text, [saved](std::string_view line) {
    if (const auto mark = parse_clock(line)) saved->mark = *mark;
    if (line.starts_with(kSubscribers)) {
      saved->subscribers =
          parse_subscribers(line.substr(std::min(kSubscribers.size(), line.size())));
    }
    return true;
  });
  return true;
}

}  // namespace chronus::session
