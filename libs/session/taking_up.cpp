// SPDX-License-Identifier: MIT
#include "session/taking_up.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace chronus::session {
namespace {

using Tell = std::function<void(const std::string&)>;

/// The files of those starts: what they began with, and what they wrote.
void set_killers_aside(const SessionFiles& files, const Tries& tries, const Tell& tell) {
  for (const std::int64_t number : files.numbers()) {
    if (number < tries.from) continue;
    const std::string name = files.set_aside(number, "killed");
    tell("the session ended " + std::to_string(tries.count) +
         " starts that took it up, and is set aside as " + files.directory() + "/" + name);
  }
  files.note({});
}

std::optional<SavedSession> read_one(const SessionFiles& files, std::int64_t number,
                                     const vocabulary::Vocabulary& vocabulary, const Tell& tell) {
  const auto text = files.read(number);
  SavedSession saved;
  Unfit unfit;
  if (!text) {
    unfit.reason = text.reason();
  } else if (read_session(*text, vocabulary, &saved, &unfit)) {
    if (!saved.damage.empty()) {
      tell("the session " + files.path_of(number) +
           " is damaged, and taken up to there: " + saved.damage);
    }
    saved.number = number;
    return saved;
  }
  const std::string name = files.set_aside(number, unfit.is_newer ? "newer" : "damaged");
  tell("the session " + files.path_of(number) + " is not taken up, and set aside as " + name +
       ": " + unfit.reason);
  return std::nullopt;
}

}  // namespace

std::optional<SavedSession> take_up(const SessionFiles& files,
                                    const vocabulary::Vocabulary& vocabulary, const Tell& tell) {
  auto tries = files.tries();
  if (tries.count >= SessionFiles::kMostTries) {
    set_killers_aside(files, tries, tell);
    tries = {};
  }
  auto numbers = files.numbers();
  std::reverse(numbers.begin(), numbers.end());
  for (const std::int64_t number : numbers) {
    auto saved = read_one(files, number, vocabulary, tell);
    if (!saved) continue;
    if (tries.count == 0) tries.from = number;
    ++tries.count;
    files.note(tries);
    return saved;
  }
  return std::nullopt;
}

}  // namespace chronus::session
