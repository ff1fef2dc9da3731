// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sequencer/bank.hpp"

namespace chronus::sequencer::testing {

inline constexpr int kRate = 48'000;
/// A sixteenth at 120 BPM and kRate.
inline constexpr Frame kStepFrames = 6'000;

/// Seeded draws, the same on every machine.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  /// 0 to sides - 1.
  int operator()(int sides) { return static_cast<int>(engine_() % static_cast<unsigned>(sides)); }

 private:
  std::mt19937 engine_;
};

/// A patch that knows every module whose name is no longer than one letter. Parameters called
/// `freq` may not be 0.
class Letters : public TargetResolver {
 public:
  ResolvedTarget gate(std::string_view module) const override { return target(module); }
  ResolvedTarget param(std::string_view module, std::string_view param) const override {
    ResolvedTarget found = target(module);
    found.param = static_cast<std::uint16_t>(param.size());
    found.zero_is_legal = param != "freq";
    return found;
  }

 private:
  static ResolvedTarget target(std::string_view module) {
    ResolvedTarget found;
    found.found = module.size() == 1;
    if (found.found) found.module = static_cast<std::uint16_t>(module.front());
    return found;
  }
};

inline void ok(const Status& status) { ASSERT_TRUE(status) << status.reason(); }

inline void refused(const Status& status, std::string_view reason) {
  ASSERT_FALSE(status);
  EXPECT_EQ(status.reason(), reason);
}

inline std::vector<Event> of_kind(std::span<const Event> events, EventKind kind) {
  std::vector<Event> out;
  for (const Event& event : events) {
    if (event.kind == kind) out.push_back(event);
  }
  return out;
}

/// Frames of the steps of one sequencer.
inline std::vector<Frame> step_frames(std::span<const Event> events, std::uint32_t sequencer = 0) {
  std::vector<Frame> out;
  for (const Event& event : of_kind(events, EventKind::kStep)) {
    if (event.sequencer == sequencer) out.push_back(event.frame);
  }
  return out;
}

inline std::vector<int> step_indices(std::span<const Event> events, std::uint32_t sequencer = 0) {
  std::vector<int> out;
  for (const Event& event : of_kind(events, EventKind::kStep)) {
    if (event.sequencer == sequencer) out.push_back(event.step);
  }
  return out;
}

/// Events as text: `12000 on 0.5`, one a line without the step events, to compare and to read.
inline std::string told(std::span<const Event> events) {
  std::string out;
  for (const Event& event : events) {
    if (event.kind == EventKind::kStep) continue;
    const auto module = static_cast<char>(event.target.module);
    out += std::to_string(event.frame) + ' ' + module;
    if (event.kind == EventKind::kGateOff) out += " off";
    if (event.kind == EventKind::kGateOn) {
      out += " on " + std::to_string(std::lround(event.velocity * 127));
    }
    if (event.kind == EventKind::kNoteOff) out += " end";
    if (event.kind == EventKind::kNoteOn) {
      out += " note " + std::to_string(std::lround(event.value)) + " Hz " +
             std::to_string(std::lround(event.velocity * 127));
    }
    if (event.kind == EventKind::kNoteBend) {
      out += " bend " + std::to_string(std::lround(event.value)) + " Hz";
    }
    if (event.kind == EventKind::kParam) {
      out += " = " + std::to_string(std::lround(event.value * 1'000));
    }
    out += '\n';
  }
  return out;
}

inline bool same(const Event& a, const Event& b) {
  return a.frame == b.frame && a.kind == b.kind && a.target.module == b.target.module &&
         a.target.param == b.target.param && a.value == b.value && a.velocity == b.velocity &&
         a.sequencer == b.sequencer && a.step == b.step;
}

/// A bank with the sequencer `a`, which opens the gate of `m`.
class OneSequencer : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank_.create("a"));
    ok(bank_.assign_gate("a", "m"));
    bank_.resolve(Letters());
    ok(bank_.steps("a", 4, 0));
  }

  Bank bank_{kRate};
};

}  // namespace chronus::sequencer::testing
