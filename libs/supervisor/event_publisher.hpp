// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "osc/access.hpp"
#include "osc/endpoint.hpp"
#include "osc/reply_queue.hpp"
#include "osc/subscribers.hpp"
#include "services/notify/notify.hpp"

namespace chronus::supervisor {

/// Says by `/notify` what happens to those who asked for it (osc::Subscribers). Used by the
/// conductor thread.
class EventPublisher final : public services::Subscriptions {
 public:
  /// `access`: who may speak here; nobody else is sent events, whoever asks.
  explicit EventPublisher(osc::ReplyQueue& replies, osc::Access access = {},
                          std::int64_t (*now_ns)() = monotonic_ns)
      : replies_(replies), access_(std::move(access)), now_ns_(now_ns) {}

  /// `/event KIND JSON` to every subscriber that wants the kind and has not had its share.
  /// `json` is rendered on the server's thread.
  void tell(std::string_view kind, const conductor::JsonText& json);
  bool wants(std::string_view kind) const;

  /// Begins, or renews, with the present state; another address than the asker's is sent
  /// `/notify/key NUMBER` first. True: it is done. False: the asker is answered later.
  Result<bool> subscribe(osc::Subscription wanted, const conductor::JsonText& state) override;
  /// `/notify/ok NUMBER` from whoever was sent the key; anything else is not worth a word.
  void confirm(const osc::Endpoint& from, std::int64_t number,
               const conductor::JsonText& state) override;
  Status unsubscribe(const osc::Endpoint& to, const osc::Endpoint& by) override;
  /// Those of the run before, as far as they still may.
  void take_over(std::vector<osc::Subscription> subscriptions);
  const osc::Subscribers& subscribers() const { return subscribers_; }
  /// Whatever came from there: its lease begins anew.
  void heard(const osc::Endpoint& from);
  /// Ends leases, and tells of what was left out. With every pass.
  void step();

  std::uint64_t dropped() const { return subscribers_.dropped(); }

 private:
  void send_state(const osc::Endpoint& to, const conductor::JsonText& state);

  osc::ReplyQueue& replies_;
  osc::Access access_;
  std::int64_t (*now_ns_)();
  std::int64_t next_look_ns_ = 0;
  osc::Subscribers subscribers_;
};

}  // namespace chronus::supervisor
