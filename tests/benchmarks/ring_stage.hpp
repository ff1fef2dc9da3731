// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "conductor/stage.hpp"
#include "ring_pair.hpp"

namespace chronus::bench {

/// Two rings without workers behind them: a patch counts as built at once, nobody subscribes.
class RingStage final : public conductor::Stage {
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
  Frame frame_at(osc::TimeTag) const override { return 0; }
  conductor::JsonText status(conductor::JsonText part) override { return part; }

  Status record_start(const conductor::Sender&, const osc::Message&, const conductor::Take&,
                      Frame) override {
    return no_supervisor();
  }
  Status record_stop(const conductor::Sender&, const osc::Message&, Frame) override {
    return no_supervisor();
  }
  Status record_status(const conductor::Sender&) override { return no_supervisor(); }
  Status replace_worker(const conductor::Sender&, const osc::Message&, int, bool) override {
    return no_supervisor();
  }

 private:
  static Status no_supervisor() { return Error{"there is no supervisor here"}; }
  void note(const std::string& problem) {
    if (problem_.empty()) problem_ = problem;
  }

  RingPair& rings_;
  std::uint64_t applied_seq_ = 0;
  std::string problem_;
};

}  // namespace chronus::bench
