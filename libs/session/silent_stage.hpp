// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "conductor/conductor.hpp"
#include "services/services.hpp"

namespace chronus::session {

/// A conductor whose commands nobody applies. One thread at a time.
class SilentStage final : public conductor::CommandDoor,
                          public conductor::ClientDoor,
                          public conductor::JournalDoor {
 public:
  /// The catalogues outlive it. `drills`: as conductor::Limits.
  SilentStage(const StreamFormat& format, const catalog::Catalog& catalog,
              const vocabulary::Vocabulary& vocabulary, bool drills, score::Score score)
      : conductor_(format, catalog, vocabulary, {*this, *this, *this}, {.drills = drills}) {
    services::add_all(conductor_, {});
    // Nobody undoes here.
    conductor_.load_score(std::move(score), conductor::Conductor::Undoable::kNo);
    conductor_.seed();
  }

  conductor::Conductor& conductor() { return conductor_; }
  const conductor::Conductor& conductor() const { return conductor_; }
  const conductor::Scene& scene() const { return conductor_.scene(); }
  /// "line 12: /seq/start: no sequencer 'kick'", of the first line that was refused; else empty.
  const std::string& problem() const { return problem_; }

 private:
  void command(const engine::Command&) override {}
  std::size_t command_space() const override { return std::size_t{1} << 20U; }
  void build_patch(const engine::PatchDescription&) override {}
  conductor::PatchProgress patch_progress(std::uint64_t) override {
    return conductor::PatchProgress::kBuilt;
  }
  std::uint64_t applied_seq() const override { return conductor_.last_seq(); }
  void reply(const conductor::Sender& to, osc::Message message, conductor::JsonText) override {
    if (message.address != "/fail" || !problem_.empty()) return;
    problem_ = "line " + std::to_string(to.score_line) + ": " +
               *osc::as_string(message.args.at(0)) + ": " + *osc::as_string(message.args.at(1));
  }
  void event(std::string_view, conductor::JsonText) override {}
  void played(Frame, const osc::Message&) override {}

  std::string problem_;
  conductor::Conductor conductor_;
};

}  // namespace chronus::session
