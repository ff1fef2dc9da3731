// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "base/place.hpp"
#include "base/slot.hpp"
#include "conductor/conductor.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/status_board.hpp"

namespace chronus::supervisor {

/// What follows from a judgement, told to whoever must know. Used by the conductor thread.
class Verdicts {
 public:
  virtual ~Verdicts() = default;
  /// "'l' (lfo)": the module at that place of the playing patch; empty where there is none.
  virtual std::string module_at(Place place) const = 0;
  /// The worker has failed itself. Once a worker.
  virtual void on_failed(Slot slot, std::uint32_t generation, const std::string& why,
                         const std::string& module) = 0;
  /// The command is kept from all who have not applied it.
  virtual void on_accused(const engine::Command& command, const std::string& reason) = 0;
  /// The worker is to be replaced. `lie`: what it said that cannot be, else empty.
  virtual void on_evicted(Slot slot, std::uint32_t generation, const std::string& lie) = 0;
  /// The workers' samples differ from that block on, and that one's are wrong.
  virtual void on_diverged(std::int64_t block, Slot wrong_slot) = 0;
};

/// Tells clients, the journal, the figures and the main thread.
class VerdictNews final : public Verdicts {
 public:
  VerdictNews(conductor::Conductor& conductor, Figures& figures, Journal& journal,
              EventPublisher& events, SlotNotices& notices)
      : conductor_(conductor),
        figures_(figures),
        journal_(journal),
        events_(events),
        notices_(notices) {}

  std::string module_at(Place place) const override { return conductor_.module_at(place); }
  void on_failed(Slot slot, std::uint32_t generation, const std::string& why,
                 const std::string& module) override;
  void on_accused(const engine::Command& command, const std::string& reason) override;
  void on_evicted(Slot slot, std::uint32_t generation, const std::string& lie) override;
  void on_diverged(std::int64_t block, Slot wrong_slot) override;

 private:
  conductor::Conductor& conductor_;
  Figures& figures_;
  Journal& journal_;
  EventPublisher& events_;
  SlotNotices& notices_;
};

}  // namespace chronus::supervisor
