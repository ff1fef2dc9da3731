// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.hpp"
#include "conductor/doors.hpp"
#include "failover/roles.hpp"
#include "services/meter/meter.hpp"
#include "supervisor/heard_levels.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// What the workers measure of their modules. Every worker is asked, and whoever answers first is
/// taken at its word, since a figure is told and nothing else: nothing hangs on it. Used by the
/// conductor thread.
class ModuleMeters final : public services::Meters {
 public:
  /// That run or wait, at the most; and of one sender.
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kMostOfOne = 16;
  /// A worker that has not answered by then will not.
  static constexpr std::int64_t kPatience_ns = 3'000'000'000;

  /// All outlive it. `levels`, what is heard, may be null.
  ModuleMeters(SlotLinks& links, const failover::Roles& roles, conductor::ClientDoor& clients,
               const HeardLevels* levels, Clock now_ns)
      : links_(links), roles_(roles), clients_(clients), levels_(levels), now_ns_(now_ns) {}

  conductor::JsonText master() const override { return levels_ ? levels_->master() : nullptr; }
  Status measure(const conductor::Sender& sender, const osc::Message& message,
                 services::MeteredModule module, Frame from) override;
  std::optional<double> cost(int place) const override;

  /// Once a pass: answers what has been measured, and orders what waits.
  void step();

 private:
  struct Wish {
    conductor::Sender sender;
    osc::Message message;
    services::MeteredModule module;
    Frame from = 0;
  };
  struct Run {
    Wish wish;
    std::uint64_t ticket = 0;
    std::int64_t ordered_ns = 0;
  };

  std::size_t wishes_of(const osc::Endpoint& sender) const;
  void start(std::size_t index);
  bool is_over(std::size_t index);
  void tell(const Wish& wish, const ipc::MeterReport& report);
  void fail(const Wish& wish, const std::string& reason);

  SlotLinks& links_;
  const failover::Roles& roles_;
  conductor::ClientDoor& clients_;
  const HeardLevels* levels_;
  Clock now_ns_;
  std::deque<Wish> waiting_;
  std::array<std::optional<Run>, ipc::kMeterPlaces> running_;
  std::uint64_t last_ticket_ = 0;
};

}  // namespace chronus::supervisor
