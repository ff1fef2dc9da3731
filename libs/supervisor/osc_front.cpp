// SPDX-License-Identifier: MIT
#include "supervisor/osc_front.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "supervisor/status_board.hpp"

namespace chronus::supervisor {
namespace {

/// Echoed where there is no address to echo: it cannot be one.
const std::string kNoAddress = "#packet";

/// Whether it begins as what must get through whatever its sender has waiting
/// (conductor::is_vital).
bool may_be_vital(std::span<const std::byte> packet) {
  constexpr std::size_t kLargest = 64;
  constexpr std::array<std::string_view, 4> kBeginnings{"/panic", "/seq/stop_all",
                                                        "/transport/stop", "/worker/"};
  const std::string_view text(reinterpret_cast<const char*>(packet.data()), packet.size());
  return text.size() <= kLargest &&
         std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [text](std::string_view begin) { return text.starts_with(begin); });
}

}  // namespace

OscFront::OscFront(osc::Access access, Clock now_ns)
    : access_(std::move(access)), now_ns_(now_ns), fail_limit_(osc::fail_rate_limit()) {}

void OscFront::connect(ConductorLoop& loop, osc::Server& server, StatusBoard& board) {
  loop_ = &loop;
  server_ = &server;
  board_ = &board;
}

void OscFront::begun(const std::string& scheduling) { board_->set_osc_scheduling(scheduling); }

bool OscFront::wants(const osc::Endpoint& from, std::span<const std::byte> packet, double filled) {
  if (!access_.allows(from)) {
    pass_over(from);
    return false;
  }
  const std::int64_t now_ns = now_ns_();
  lane_ = lanes_.lane_of(from, now_ns);
  const bool too_much = hearing_.is_too_much(lane_, filled, now_ns);
  if ((!too_much && loop_->has_room(lane_, packet.size())) || may_be_vital(packet)) return true;
  dropped_.fetch_add(1, std::memory_order_relaxed);
  refuse(from, kNoAddress);
  return false;
}

/// Not a word to the sender: it may be another than the packet says.
void OscFront::pass_over(const osc::Endpoint& stranger) {
  const auto so_far = strange_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (!strangers_.is_news(stranger, now_ns_())) return;
  spdlog::warn("osc: what {} sends is not heard: no --allow names it ({} such packets so far)",
               osc::to_text(stranger), so_far);
}

void OscFront::thinned(const osc::Endpoint& sender) {
  if (access_.allows(sender)) refuse(sender, kNoAddress);
}

void OscFront::refuse(const osc::Endpoint& from, const std::string& address) {
  if (!fail_limit_.allow(from, now_ns_())) return;
  server_->send(from, {"/fail", {address, std::string("queue full")}});
}

void OscFront::packet(const osc::Endpoint& from, std::span<osc::Bundle> bundles) {
  for (auto& bundle : bundles) {
    conductor::Incoming incoming;
    incoming.sender.endpoint = from;
    incoming.sender.lane = lane_;
    incoming.bundle = std::move(bundle);
    auto& messages = incoming.bundle.messages;
    const auto answers = std::erase_if(messages, osc::is_answer);
    dropped_.fetch_add(answers, std::memory_order_relaxed);
    if (messages.empty() || loop_->submit(std::move(incoming))) continue;
    // What was not taken has stayed as it was.  NOLINTNEXTLINE(bugprone-use-after-move)
    dropped_.fetch_add(messages.size(), std::memory_order_relaxed);
    refuse(from, messages[0].address);
  }
}

void OscFront::bad_message(const osc::Endpoint& from, const osc::BadMessage& bad) {
  if (osc::is_answer_address(bad.address) || !fail_limit_.allow(from, now_ns_())) return;
  server_->send(from, {"/fail", {bad.address.empty() ? kNoAddress : bad.address, bad.reason}});
}

void OscFront::bad_packet(const osc::Endpoint& from, const std::string& reason) {
  if (!fail_limit_.allow(from, now_ns_())) return;
  server_->send(from, {"/fail", {kNoAddress, reason}});
}

}  // namespace chronus::supervisor
