// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "module_bench.hpp"

namespace chronus::engine {

/// A gate of one lane.
struct LaneGateAt {
  int frame;
  int lane;
  bool on;
  float velocity;
};

/// A group of voices on the bench: takes of kGroupLanes values a frame.
class GroupBench {
 public:
  GroupBench(std::string_view type, int frames, unsigned identity, Simd simd)
      : type_(*test::built_in_catalog().find(type)),
        code_(test::built_in_modules(simd).find(type_.id())->group),
        frames_(frames),
        inputs_(type_.inputs.size(), Samples(frames * kGroupLanes)),
        outputs_(type_.outputs.size(), Samples(frames * kGroupLanes, -77.0F)),
        params_(type_.params.size(), Samples(frames * kGroupLanes)),
        state_(type_.bytes(kRate, kGroupLanes) / sizeof(StateBlock) + 1) {
    unsigned identities[kGroupLanes];
    for (int lane = 0; lane < kGroupLanes; ++lane) {
      identities[lane] = lane_identity(identity, lane);
    }
    code_.init(state_.data(), kRate, identities);
  }

  static constexpr int kRate = 48'000;

  /// Lane `lane`'s own takes become those of the mono module on that bench.
  void take_over(ModuleBench& mono, int lane) {
    for (std::size_t p = 0; p < params_.size(); ++p) copy(mono.param(p), lane, &params_[p]);
    for (std::size_t p = 0; p < inputs_.size(); ++p) copy(mono.input(p), lane, &inputs_[p]);
  }
  void run(std::span<const LaneGateAt> gates) {
    auto gate = gates.begin();
    for (int from = 0; from < frames_;) {
      for (; gate != gates.end() && gate->frame == from; ++gate) {
        std::vector<float> values;
        for (const Samples& take : params_) values.push_back(take[from * kGroupLanes + gate->lane]);
        code_.gate(state_.data(), gate->lane, gate->on, gate->velocity, values.data());
      }
      int to = std::min(frames_, from + kMaxBlockFrames);
      if (gate != gates.end()) to = std::min(to, gate->frame);
      process(from, to);
      from = to;
    }
  }
  Samples lane_of_output(std::size_t port, int lane) const {
    Samples samples;
    for (int n = 0; n < frames_; ++n) samples.push_back(outputs_[port][n * kGroupLanes + lane]);
    return samples;
  }

 private:
  static void copy(const Samples& from, int lane, Samples* to) {
    for (std::size_t n = 0; n < from.size(); ++n) (*to)[n * kGroupLanes + lane] = from[n];
  }
  void process(int from, int to) {
    std::vector<const float*> in;
    std::vector<float*> out;
    std::vector<Param> params;
    for (const Samples& take : inputs_) in.push_back(take.data() + from * kGroupLanes);
    for (Samples& take : outputs_) out.push_back(take.data() + from * kGroupLanes);
    for (const Samples& take : params_) {
      const float* values = take.data() + from * kGroupLanes;
      bool is_still = true;
      for (int n = 0; n < (to - from) * kGroupLanes; ++n) {
        is_still = is_still && values[n] == values[n % kGroupLanes];
      }
      params.push_back({values, is_still ? 0 : kGroupLanes, true});
    }
    code_.process(state_.data(), {.frame = from,
                                  .frames = to - from,
                                  .rate = kRate,
                                  .inputs = in.data(),
                                  .outputs = out.data(),
                                  .params = params.data(),
                                  .samples = &test::some_shelf()});
  }

  const ModuleInfo& type_;
  const LaneCode& code_;
  int frames_;
  std::vector<Samples> inputs_, outputs_, params_;
  std::vector<StateBlock> state_;
};

}  // namespace chronus::engine
