// SPDX-License-Identifier: MIT
// Writes the words that packets, events and scores are made of, as libFuzzer reads them.
#include <cstdio>
#include <set>
#include <string>

#include "base/engine_number.hpp"
#include "catalog/built_in.hpp"
#include "dirt/event.hpp"
#include "vocabulary/vocabulary.hpp"

int main() {
  const auto vocabulary = chronus::vocabulary::standard();
  const auto catalog = chronus::catalog::built_in();
  std::set<std::string> words{"#bundle",
                              ",ifsT",
                              ",ss",
                              "{",
                              "}",
                              "[",
                              "]",
                              "*",
                              "?",
                              "x---",
                              "1:2",
                              "!1ST",
                              "FILL",
                              "c#4",
                              "# Played with ",
                              "# Clock ",
                              "# Subscribers ",
                              "# End of the snapshot, checksum ",
                              "# Hole from ",
                              "# Continued in ",
                              "--rate 48000",
                              "--block 128",
                              "--channels 2",
                              "--engine " + std::to_string(chronus::kEngineNumber),
                              "--session 1",
                              "--from 0f",
                              "/quit",
                              "f ",
                              "sound",
                              "vowel",
                              "unit",
                              "1e38",
                              "0:superpiano"};
  for (const auto& section : vocabulary.sections()) {
    for (const auto& message : section.messages) words.emplace(message.address);
  }
  for (const auto& module : catalog) {
    words.emplace(module.name);
    for (const auto& parameter : module.params) words.emplace(parameter.name);
  }
  for (const auto& key : chronus::dirt::number_keys()) words.emplace(key.name);
  for (const auto& word : words) std::printf("\"%s\"\n", word.c_str());
  return 0;
}
