// SPDX-License-Identifier: MIT
#include "score/score.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "base/text.hpp"
#include "osc/text.hpp"
#include "score/journal_format.hpp"
#include "score/score_time.hpp"
#include "score/words.hpp"

namespace chronus::score {

namespace {

constexpr const char* kCutOff = ": cut off, left out";

/// The event of a line, nothing for one that is empty or only a comment.
Result<std::optional<Event>> parse_line(std::string_view line, int rate) {
  const auto words = split_words(line);
  if (!words) return words.error();
  if (words->empty()) return std::optional<Event>{};

  const Word& time = words->front();
  const auto frame = parse_time(time.text, rate);
  if (!frame) return at_column(time.column, frame.reason());
  if (words->size() == 1) {
    return at_column(static_cast<int>(line.size()) + 1, "an address must follow the time");
  }
  const Word& address = (*words)[1];
  if (!address.text.starts_with('/')) {
    return at_column(address.column, "address '" + address.text + "' does not start with '/'");
  }
  Event event{*frame, 0, {address.text, {}}};
  const std::size_t texts = text_arguments(address.text);
  for (std::size_t i = 2; i < words->size(); ++i) {
    auto arg = to_arg((*words)[i], event.message.args.size() < texts);
    if (!arg) return arg.error();
    event.message.args.push_back(std::move(*arg));
  }
  if (address.text == "/quit" && words->size() > 2) {
    return at_column((*words)[2].column, "/quit takes no arguments");
  }
  return std::optional{std::move(event)};
}

void add(Score& score, Event event) {
  if (event.message.address != "/quit") {
    score.events.push_back(std::move(event));
  } else if (score.end < 0 || event.frame < score.end) {
    score.end = event.frame;
  }
}

/// From a journal's first line, which may be all that was written before its writer died.
Status read_format(std::string_view text, Score& score) {
  const std::size_t end = text.find('\n');
  text = text.substr(0, end);
  text.remove_prefix(kJournalBegin.size());
  const auto format = parse_journal_format(text);
  if (format) {
    score.format = *format;
  } else if (end != std::string_view::npos) {
    return Error{"line 1: " + format.reason()};
  } else {
    score.cut_off = "line 1: " + format.reason() + kCutOff;
  }
  return {};
}

void sort(Score& score) {
  std::stable_sort(score.events.begin(), score.events.end(),
                   [](const Event& a, const Event& b) { return a.frame < b.frame; });
  if (score.end < 0) return;
  // What a journal says of commands before it counts, though it was written a lead ahead.
  std::erase_if(score.events, [&](const Event& event) {
    return event.frame > score.end && !event.message.address.starts_with("/journal/");
  });
}

}  // namespace

Result<Score> parse(std::string_view text, std::optional<int> rate) {
  text = without_byte_order_mark(text);
  const bool is_journal = text.starts_with(kJournalBegin);
  Score score;
  if (is_journal) {
    if (auto read = read_format(text, score); !read) return read.error();
  }
  const int frames_a_second = rate.value_or(score.format.value_or(StreamFormat{}).rate);
  if (frames_a_second < kMinRate || frames_a_second > kMaxRate) {
    return Error{"rate " + std::to_string(frames_a_second) + " is not between " +
                 std::to_string(kMinRate) + " and " + std::to_string(kMaxRate)};
  }
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    auto event = parse_line(without_carriage_return(text.substr(0, end)), frames_a_second);
    if (!event) {
      const std::string reason = "line " + std::to_string(line) + ", " + event.reason();
      if (!is_journal || end < text.size()) return Error{reason};
      score.cut_off = reason + kCutOff;
      break;
    }
    if (*event) {
      (*event)->line = line;
      add(score, std::move(**event));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  sort(score);
  return score;
}

Result<Score> load(const std::string& path, std::optional<int> rate) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return Error{path + ": is a directory"};
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path + ": " + std::generic_category().message(errno)};
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return Error{path + ": cannot be read"};
  auto score = parse(text, rate);
  if (!score) return Error{path + ": " + score.reason()};
  if (!score->cut_off.empty()) score->cut_off = path + ": " + score->cut_off;
  return score;
}

std::string to_line(Frame frame, const osc::Message& message) {
  std::string line = std::to_string(frame) + "f " + osc::quoted_if_needed(message.address);
  for (const auto& arg : message.args) line += ' ' + osc::to_text(arg);
  return line;
}

}  // namespace chronus::score
