// SPDX-License-Identifier: MIT
#include "supervisor/osc_front.hpp"

#include "supervisor/board.hpp"

namespace chronus::supervisor {
namespace {

/// Echoed where there is no address to echo: it cannot be one.
const std::string kNoAddress = "#packet";

}  // namespace

OscFront::OscFront() : fail_limit_(osc::fail_rate_limit()) {}

void OscFront::connect(ConductorLoop& loop, osc::Server& server) {
  loop_ = &loop;
  server_ = &server;
}

void OscFront::packet(const osc::Endpoint& from, std::span<const osc::Bundle> bundles) {
  for (const auto& bundle : bundles) {
    conductor::Incoming incoming;
    incoming.sender.endpoint = from;
    incoming.bundle = bundle;
    const auto answers = std::erase_if(incoming.bundle.messages, osc::is_answer);
    dropped_.fetch_add(answers, std::memory_order_relaxed);
    if (incoming.bundle.messages.empty()) continue;
    if (loop_->submit(std::move(incoming))) continue;
    dropped_.fetch_add(bundle.messages.size(), std::memory_order_relaxed);
    if (bundle.messages.empty() || !fail_limit_.allow(from, monotonic_ns())) continue;
    server_->send(from, {"/fail", {bundle.messages[0].address, std::string("queue full")}});
  }
}

void OscFront::bad_message(const osc::Endpoint& from, const osc::BadMessage& bad) {
  if (osc::is_answer_address(bad.address) || !fail_limit_.allow(from, monotonic_ns())) return;
  server_->send(from, {"/fail", {bad.address.empty() ? kNoAddress : bad.address, bad.reason}});
}

void OscFront::bad_packet(const osc::Endpoint& from, const std::string& reason) {
  if (!fail_limit_.allow(from, monotonic_ns())) return;
  server_->send(from, {"/fail", {kNoAddress, reason}});
}

}  // namespace chronus::supervisor
