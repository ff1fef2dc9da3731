// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "conductor/conductor.hpp"
#include "services/services.hpp"
#include "session/refusals.hpp"

namespace chronus::session {

/// A conductor whose commands nobody applies. One thread at a time.
class SilentStage final : public conductor::CommandDoor,
                          public conductor::ClientDoor,
                          public conductor::JournalDoor {
 public:
  /// The catalogues and `refusals`, to which it adds, outlive it. `drills`: as conductor::Limits.
  SilentStage(const StreamFormat& format, const catalog::Catalog& catalog,
              const vocabulary::Vocabulary& vocabulary, bool drills, score::Score score,
              Refusals& refusals)
      : refusals_(refusals),
        conductor_(format, catalog, vocabulary, {*this, *this, *this}, {.drills = drills}) {
    services::add_all(conductor_, {});
    // Nobody undoes here.
    conductor_.load_score(std::move(score), conductor::Conductor::Undoable::kNo);
    conductor_.seed();
  }

  conductor::Conductor& conductor() { return conductor_; }
  const conductor::Conductor& conductor() const { return conductor_; }
  const conductor::Scene& scene() const { return conductor_.scene(); }

 private:
  void command(const engine::Command&) override {}
  std::size_t command_space() const override { return std::size_t{1} << 20U; }
  void build_patch(const engine::PatchDescription&) override {}
  conductor::PatchProgress patch_progress(std::uint64_t) override {
    return conductor::PatchProgress::kBuilt;
  }
  std::uint64_t applied_seq() const override { return conductor_.last_seq(); }
  void reply(const conductor::Sender& to, osc::Message message, conductor::JsonText) override {
    if (message.address != "/fail") return;
    refusals_.add({to.score_line, *osc::as_string(message.args.at(0)) + ": " +
                                      *osc::as_string(message.args.at(1))});
  }
  void event(std::string_view, conductor::JsonText) override {}
  void played(Frame, const osc::Message&) override {}

  Refusals& refusals_;
  conductor::Conductor conductor_;
};

}  // namespace chronus::session
