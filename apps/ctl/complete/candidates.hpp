// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

/// A word that may stand where somebody types.
struct Candidate {
  std::string word;
  std::string description;  ///< may be empty
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

struct Candidates {
  std::vector<Candidate> words;
  bool are_files = false;  ///< the shell knows them
};

/// What only a running engine knows.
enum class Names { kSequencers, kModules, kPatches, kSessions, kSamples, kDevices };
/// The ids, each with what it is where that is known (a module's type); none where nobody answers.
using AskNames = std::function<std::vector<Candidate>(Names)>;

/// What all candidates come from.
struct Known {
  const CLI::App& app;
  const vocabulary::Vocabulary& vocabulary;
  const catalog::Catalog& catalog;
  AskNames ask;
};

/// A command line up to the place where somebody types, as a shell would cut it; the last word is
/// the one that is typed, maybe empty.
std::vector<std::string> shell_words(std::string_view line);

/// What may stand in the place of the last word. The engine is asked only where its names may
/// stand there. A word that ends in `/` goes on.
Candidates candidates(const Known& known, const std::vector<std::string>& words);

/// `word`, or `word<TAB>description`, a line each; `:files` where the shell is to offer files.
std::string to_lines(const Candidates& candidates);

}  // namespace chronus::ctl
