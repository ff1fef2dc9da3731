// SPDX-License-Identifier: MIT
#include "osc/shorten.hpp"

#include <string>

#include "osc/packet.hpp"

namespace chronus::osc {
namespace {

const std::string kEllipsis = "\u2026";
constexpr std::size_t kMostAddress = 256;
constexpr std::size_t kMostReason = 512;
constexpr std::size_t kMostText = 64;

/// Never within a character of UTF-8.
void cut(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  std::size_t end = most;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
  };
  // What is no UTF-8 may go on for ever.
  while (end > 0 && most - end < 3 && continues(end)) --end;
  text.resize(end);
  text += kEllipsis;
}

}  // namespace

Message shortened_answer(Message answer) {
  if (encoded_size(answer) <= kSmallPacketBytes) return answer;
  const bool has_reason = answer.address == "/fail";
  for (std::size_t i = 0; i < answer.args.size(); ++i) {
    if (auto* text = std::get_if<std::string>(&answer.args[i])) {
      cut(*text, i == 0 ? kMostAddress : i == 1 && has_reason ? kMostReason : kMostText);
    }
    auto* blob = std::get_if<Blob>(&answer.args[i]);
    if (blob != nullptr && blob->bytes.size() > kMostText) blob->bytes.resize(kMostText);
  }
  if (encoded_size(answer) <= kSmallPacketBytes) return answer;
  // One by one from the front: an echo may have thousands of arguments.
  Message kept{answer.address, {}};
  const std::size_t ellipsis = 16;  // with its type tag, and all padding
  std::size_t size = encoded_size(kept) + ellipsis;
  for (auto& arg : answer.args) {
    const Message alone{"", {arg}};
    size += encoded_size(alone);
    if (size > kSmallPacketBytes) break;
    kept.args.push_back(std::move(arg));
  }
  kept.args.emplace_back(kEllipsis);
  return kept;
}

}  // namespace chronus::osc
