// SPDX-License-Identifier: MIT
#include "session/named_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/engine_number.hpp"
#include "score/journal_format.hpp"
#include "score/score.hpp"
#include "session/silent_stage.hpp"

namespace chronus::session {
namespace {

constexpr std::string_view kFormatLine = "# Format session ";
constexpr std::string_view kEngineWord = " engine ";
constexpr std::string_view kLastLine = "# End of session ";

/// What is behind `word` in the text, up to the end of its line.
std::optional<std::string_view> behind(std::string_view word, std::string_view text) {
  const auto at = text.find(word);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + word.size());
  return rest.substr(0, rest.find('\n'));
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

Status check_format(std::string_view text) {
  const auto format = behind(kFormatLine, text);
  const auto session = format ? number_in(*format) : std::nullopt;
  const auto engine_text = format ? behind(kEngineWord, *format) : std::nullopt;
  const auto engine = engine_text ? number_in(*engine_text) : std::nullopt;
  if (!session || !engine) return Error{"it is no session: it has no line '# Format session ...'"};
  if (*session > kNamedSessionFormat || *engine > kEngineNumber) {
    return Error{
        fmt::format("it is of a later Chronus (session {}, engine {})", *session, *engine)};
  }
  if (text.find(std::string("\n") + std::string(kLastLine)) == std::string_view::npos) {
    return Error{"it is cut off: its last line, '# End of session ...', is missing"};
  }
  return {};
}

bool makes_sets(const Address& address) {
  static constexpr std::array<std::string_view, 8> kBegin{"/classic",       "/patch/",     "/mod/",
                                                          "/seq/",          "/gate/",      "/note/",
                                                          "/transport/bpm", "/sample/load"};
  return std::any_of(kBegin.begin(), kBegin.end(),
                     [&](std::string_view one) { return address.starts_with(one); });
}

Status check_lines(const score::Score& score) {
  if (!score.cut_off.empty()) return Error{score.cut_off};
  for (const auto& event : score.events) {
    const std::string at = fmt::format("line {}: ", event.line);
    if (event.frame != 0) return Error{at + "all of a session stands at time 0"};
    if (!makes_sets(event.message.address)) {
      return Error{at + event.message.address.text() +
                   ": a session is made of /sample/load, /patch, /mod, /seq, /gate, /note and "
                   "/transport/bpm"};
    }
    if (event.message.address.starts_with("/note/") && event.message.args.size() > 2) {
      return Error{at + event.message.address.text() +
                   ": a note with a length is no part of a set"};
    }
  }
  return {};
}

/// What starts does so behind all settings.
void start_on_frame_1(score::Score* score) {
  auto& events = score->events;
  const auto starts = std::stable_partition(events.begin(), events.end(), [](const auto& event) {
    return event.message.address.without_rest() != "/seq/start";
  });
  std::for_each(starts, events.end(), [](auto& event) { event.frame = 1; });
}

}  // namespace

std::string named_session_text(std::string_view name, const std::vector<osc::Message>& lines) {
  std::string text =
      fmt::format("# Session {0}: /session/load {0}, or play it as a score.\n{1}{2}{3}{4}\n", name,
                  kFormatLine, kNamedSessionFormat, kEngineWord, kEngineNumber);
  for (const auto& line : lines) {
    // Where it is written for people 0 is 0, not a frame.
    text += "0" + score::to_line(0, line).substr(2) + "\n";
  }
  return text + std::string(kLastLine) + std::string(name) + "\n";
}

std::string named_session_difference(std::string_view text) {
  const auto format = behind(kFormatLine, text);
  const auto engine = format ? behind(kEngineWord, *format) : std::nullopt;
  return engine ? score::difference_of_engine(*engine) : std::string();
}

Result<conductor::Setting> read_named_session(std::string_view text, const StreamFormat& format,
                                              const catalog::Catalog& catalog,
                                              const vocabulary::Vocabulary& vocabulary,
                                              bool drills) {
  if (auto fit = check_format(text); !fit) return fit.error();
  auto score = score::parse(text, format.rate, vocabulary);
  if (!score) return score.error();
  if (auto good = check_lines(*score); !good) return good.error();
  start_on_frame_1(&*score);
  Refusals refusals;
  SilentStage stage(format, catalog, vocabulary, drills, std::move(*score), refusals);
  stage.conductor().advance(1);
  // Nothing has played yet: no lane has moved a value.
  auto set = conductor::setting_of(stage.scene());
  stage.conductor().advance(2);
  if (refusals.total() > 0) return Error{refusals.named().front().text()};
  for (auto& one : set.sequencers) {
    const auto* sequencer = stage.scene().bank.find(one.id);
    one.playing = sequencer != nullptr && sequencer->playing();
    one.place.reset();
  }
  return set;
}

}  // namespace chronus::session
