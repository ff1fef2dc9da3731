// SPDX-License-Identifier: MIT
#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chronus {
namespace {

constexpr std::size_t kLongest = 128;
constexpr std::size_t kMostFound = 3;
constexpr std::size_t kShortestBeginning = 2;
constexpr std::size_t kShortestPart = 3;

/// A word of one letter is not half another.
std::size_t most_letters(std::string_view word) {
  return word.size() < 2 ? 0 : std::max<std::size_t>(1, word.size() / 3);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() > kLongest || b.size() - a.size() > most) return most + 1;
  using Row = std::array<std::size_t, kLongest + 1>;
  std::array<Row, 3> rows{};  // of the letters of b: the last two, and the present one
  for (std::size_t j = 0; j <= a.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= b.size(); ++i) {
    Row& now = rows[i % 3];
    const Row& last = rows[(i + 2) % 3];
    now[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= a.size(); ++j) {
      const bool same = a[j - 1] == b[i - 1];
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[j - 1] == b[i - 2] && a[j - 2] == b[i - 1]) {
        now[j] = std::min(now[j], rows[(i + 1) % 3][j - 2] + 1);
      }
      least = std::min(least, now[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[b.size() % 3][a.size()], most + 1);
}

bool Nearest::contains(std::string_view candidate, std::string_view about) const {
  constexpr auto kNowhere = std::string_view::npos;
  if (candidate.size() >= kShortestPart && word_.find(candidate) != kNowhere) return true;
  if (word_.size() < kShortestPart) return false;
  return candidate.find(word_) != kNowhere || about.find(word_) != kNowhere;
}

void Nearest::consider(std::string_view candidate, std::string_view about) {
  if (candidate.empty()) return;
  ++considered_;
  const std::size_t most = most_letters(word_);
  const std::size_t distance = edit_distance(word_, candidate, most);
  if (distance <= most) return add({Likeness::kNear, distance, std::string(candidate)});
  if (word_.size() >= kShortestBeginning && candidate.starts_with(word_)) {
    return add({Likeness::kNear, most, std::string(candidate)});
  }
  const bool is_alike = contains(candidate, about);
  // Of many it would be found in vain.
  if (!is_alike && considered_ > anyway_) return;
  add({is_alike ? Likeness::kContains : Likeness::kNone, edit_distance(word_, candidate, kLongest),
       std::string(candidate)});
}

void Nearest::add(Found one) {
  const auto place = std::lower_bound(found_.begin(), found_.end(), one);
  if (place != found_.end() && *place == one) return;
  found_.insert(place, std::move(one));
  if (found_.size() > kMostFound) found_.pop_back();
}

std::vector<std::string> Nearest::found() const {
  std::vector<std::string> words;
  for (const auto& one : found_) {
    if (one.likeness != found_.front().likeness) break;
    if (one.likeness == Likeness::kNone && considered_ > anyway_) break;
    words.push_back(one.word);
  }
  return words;
}

std::string Nearest::question() const {
  const auto words = found();
  if (words.empty()) return {};
  std::string text = "; did you mean ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text + '?';
}

}  // namespace chronus
