// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <string>

#include "osc/message.hpp"

namespace chronus::conductor {

/// `/done ADDRESS args…`: echoes what it answers, so that a client can tell which it was.
inline osc::Message done_message(const osc::Message& answered) {
  osc::Message reply{"/done", {answered.address.text()}};
  reply.args.insert(reply.args.end(), answered.args.begin(), answered.args.end());
  return reply;
}

/// `/fail ADDRESS REASON args…`
inline osc::Message fail_message(const osc::Message& answered, const std::string& reason) {
  osc::Message reply{"/fail", {answered.address.text(), reason}};
  reply.args.insert(reply.args.end(), answered.args.begin(), answered.args.end());
  return reply;
}

/// The message but for its last argument, which it has.
inline osc::Message without_last(const osc::Message& message) {
  return {message.address, {message.args.begin(), std::prev(message.args.end())}};
}

/// A message as it can be kept and told: its first arguments, long texts cut.
inline osc::Message shortened(const osc::Message& message) {
  constexpr std::size_t kMostArgs = 8;
  constexpr std::size_t kMostBytes = 64;
  osc::Message kept{message.address.text().substr(0, 2 * kMostBytes), {}};
  for (std::size_t i = 0; i < std::min(message.args.size(), kMostArgs); ++i) {
    const auto* text = osc::as_string(message.args[i]);
    if (std::holds_alternative<osc::Blob>(message.args[i])) continue;
    if (text == nullptr || text->size() <= kMostBytes) {
      kept.args.push_back(message.args[i]);
    } else {
      kept.args.emplace_back(text->substr(0, kMostBytes) + "...");
    }
  }
  return kept;
}

}  // namespace chronus::conductor
