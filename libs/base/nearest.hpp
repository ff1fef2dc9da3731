// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chronus {

/// How many letters must be changed, left out, put in, or changed for their neighbour, to make one
/// word of the other, or `most` + 1 where it is more (optimal string alignment: F. Damerau, A
/// technique for computer detection and correction of spelling errors, 1964). Words of at most 128
/// bytes; longer ones are far from all.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

/// The words that one which is not known may have been meant for: those that it takes few letters
/// to make of it, a third of its length at most, and those that it begins. Where there are none,
/// those that have it in them or that it has, of three letters at least.
class Nearest {
 public:
  /// Of so many names, parameters of a module say, whichever come nearest are offered where none is
  /// alike: they are soon read.
  static constexpr std::size_t kFew = 8;

  /// `anyway`: of how many candidates at most the nearest are offered though none is alike.
  explicit Nearest(std::string_view word, std::size_t anyway = 0) : word_(word), anyway_(anyway) {}

  /// `about`: what it is for; where that has the word, the candidate has it.
  void consider(std::string_view candidate, std::string_view about = {});
  /// The three nearest, in the order of their distance, then of their names.
  std::vector<std::string> found() const;
  /// `; did you mean osc1 or osc2?`, empty where nothing is near.
  std::string question() const;

 private:
  enum class Likeness : char { kNear, kContains, kNone };
  struct Found {
    Likeness likeness;
    std::size_t distance;
    std::string word;
    auto operator<=>(const Found&) const = default;
  };
  bool contains(std::string_view candidate, std::string_view about) const;
  void add(Found one);

  std::string_view word_;
  std::size_t anyway_;
  std::size_t considered_ = 0;
  std::vector<Found> found_;  // at most three, sorted
};

}  // namespace chronus
