// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "osc/access.hpp"
#include "osc/endpoint.hpp"
#include "osc/hearing_shares.hpp"
#include "osc/lanes.hpp"
#include "osc/message.hpp"
#include "osc/rate_limit.hpp"
#include "osc/server.hpp"
#include "osc/strangers.hpp"
#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {

/// What the OSC server does with packets: hands them to the conductor, or answers that it cannot.
/// Those of who may not speak here are left unread and unanswered. All calls: the server's thread.
class OscFront final : public osc::Handler {
 public:
  explicit OscFront(osc::Access access, Clock now_ns = monotonic_ns);
  /// Before the server starts.
  void connect(ConductorLoop& loop, osc::Server& server, StatusBoard& board);

  void begun(const std::string& scheduling) override;
  bool wants(const osc::Endpoint& from, std::span<const std::byte> packet, double filled) override;
  void thinned(const osc::Endpoint& sender) override;
  void took(std::int64_t ns) override { hearing_.charge(lane_, ns, now_ns_()); }
  void packet(const osc::Endpoint& from, std::span<osc::Bundle> bundles) override;
  void bad_message(const osc::Endpoint& from, const osc::BadMessage& bad) override;
  void bad_packet(const osc::Endpoint& from, const std::string& reason) override;
  /// Messages, or packets left unread, whose sender had taken its share, and answers of other
  /// servers. Any thread.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  /// Packets of who may not speak here. Any thread.
  std::uint64_t strangers() const { return strange_.load(std::memory_order_relaxed); }

 private:
  void pass_over(const osc::Endpoint& stranger);
  void refuse(const osc::Endpoint& from, const std::string& address);

  osc::Access access_;
  Clock now_ns_;
  ConductorLoop* loop_ = nullptr;
  osc::Server* server_ = nullptr;
  StatusBoard* board_ = nullptr;
  osc::RateLimit fail_limit_;
  osc::Lanes lanes_;
  osc::HearingShares hearing_;
  osc::LaneIndex lane_ = 0;  // of the packet that was asked for last
  osc::Strangers strangers_;
  // Writer: the server's thread; readers: anyone, as figures that order nothing.
  std::atomic<std::uint64_t> dropped_{0}, strange_{0};
};

}  // namespace chronus::supervisor
