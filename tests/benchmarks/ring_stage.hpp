// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "conductor/doors.hpp"
#include "ring_pair.hpp"

namespace chronus::bench {

/// Two rings without workers behind them: a patch counts as built at once, nobody subscribes.
class RingStage final : public conductor::CommandDoor,
                        public conductor::ClientDoor,
                        public conductor::JournalDoor {
 public:
  explicit RingStage(RingPair& rings) : rings_(rings) {}

  /// The first thing that went wrong; empty: nothing did.
  const std::string& problem() const { return problem_; }

  void command(const engine::Command& command) override {
    applied_seq_ = command.seq;
    if (!rings_.write(command)) note("a ring was full");
  }
  std::size_t command_space() const override { return rings_.space(); }
  void build_patch(const engine::PatchDescription&) override {}
  conductor::PatchProgress patch_progress(std::uint64_t) override {
    return conductor::PatchProgress::kBuilt;
  }
  std::uint64_t applied_seq() const override { return applied_seq_; }

  void reply(const conductor::Sender&, osc::Message message, conductor::JsonText) override {
    if (message.address != "/fail") return;
    std::string text;
    for (const auto& arg : message.args) text += osc::to_text(arg) + " ";
    note(text);
  }
  void event(std::string_view, conductor::JsonText) override {}
  void played(Frame, const osc::Message&) override {}
  conductor::Doors doors() { return {*this, *this, *this}; }

 private:
  void note(const std::string& problem) {
    if (problem_.empty()) problem_ = problem;
  }

  RingPair& rings_;
  std::uint64_t applied_seq_ = 0;
  std::string problem_;
};

}  // namespace chronus::bench
