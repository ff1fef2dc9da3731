// SPDX-License-Identifier: MIT
#include "score/doubts.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace chronus::score {

namespace {

bool is_question(const osc::Message& message, const vocabulary::Vocabulary& vocabulary) {
  const auto* known = vocabulary.find(message.address);
  if (known == nullptr || known->journaled) return false;
  return known->answer == vocabulary::Answer::kReply || known->answer == vocabulary::Answer::kOther;
}

bool edits_draft(const Address& address) {
  constexpr std::string_view kEdits[] = {"/patch/new",     "/patch/edit",       "/patch/create",
                                         "/patch/connect", "/patch/disconnect", "/patch/delete"};
  return std::find(std::begin(kEdits), std::end(kEdits), std::string_view(address)) !=
         std::end(kEdits);
}

/// The line that began the draft which is left at the end; 0 where none is.
int uncommitted(const Score& score) {
  int begun = 0;
  for (const auto& event : score.events) {
    const Address& address = event.message.address;
    if (begun == 0 && edits_draft(address)) begun = event.line;
    if (address == "/patch/commit" || address == "/patch/abort") begun = 0;
  }
  return begun;
}

/// Text stood in quotes that are none here; empty where it did not.
std::string_view wrong_quote(const osc::Message& message) {
  for (const auto& arg : message.args) {
    const auto* text = osc::as_string(arg);
    if (text == nullptr) continue;
    if (const auto quote = typographic_quote(*text); !quote.empty()) return quote;
  }
  return {};
}

}  // namespace

std::vector<std::string> doubts_of(const Score& score, std::size_t left_out,
                                   const vocabulary::Vocabulary& vocabulary) {
  std::vector<std::string> doubts;
  if (score.events.empty() && score.end < 0) doubts.emplace_back("there is no message in it");
  for (const auto& event : score.events) {
    const std::string line = "line " + std::to_string(event.line) + ": ";
    if (is_question(event.message, vocabulary)) {
      doubts.push_back(line + event.message.address.text() +
                       ": asks, and a score has nobody to tell");
    }
    if (const auto quote = wrong_quote(event.message); !quote.empty()) {
      doubts.push_back(line + std::string(quote) +
                       " is no quotation mark of a score: text stands in \"…\"");
    }
  }
  if (const int line = uncommitted(score); line > 0) {
    doubts.push_back("a draft was begun on line " + std::to_string(line) + " and never committed");
  }
  if (left_out > 0) {
    doubts.push_back(std::to_string(left_out) +
                     (left_out == 1 ? " line lies behind /quit and is not played"
                                    : " lines lie behind /quit and are not played"));
  }
  return doubts;
}

}  // namespace chronus::score
