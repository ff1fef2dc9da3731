// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "engine/plan.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/some_samples.hpp"

namespace chronus::engine {

using catalog::Curve;
using catalog::ModuleInfo;
using catalog::ParameterInfo;

using Samples = std::vector<float>;

/// Memory for states.
struct alignas(kStateAlign) StateBlock {
  std::byte bytes[kStateAlign];
};

/// A gate that falls on a frame.
struct GateAt {
  int frame;
  bool on;
  float velocity = 1.0F;
};

/// One module alone on the bench: a whole take of parameters, inputs and gates goes in, every
/// output of it comes out.
class ModuleBench {
 public:
  ModuleBench(std::string_view type, int frames, float rate = 48000.0F, unsigned identity = 1,
              Simd simd = Simd::kBaseline)
      : type_(*test::built_in_catalog().find(type)),
        code_(*test::built_in_modules(simd).find(type_.id())),
        rate_(rate),
        frames_(frames),
        inputs_(type_.inputs.size(), Samples(frames, 0.0F)),
        outputs_(type_.outputs.size(), Samples(frames, -77.0F)),
        state_(bytes() + kStateAlign) {
    for (const ParameterInfo& row : type_.params) params_.emplace_back(frames, row.initial);
    void* at = state_.data();
    std::size_t space = state_.size();
    at_ = std::align(kStateAlign, bytes(), at, space);
    code_.one.init(at_, rate, &identity);
  }
  ModuleBench(const ModuleBench&) = delete;
  ModuleBench& operator=(const ModuleBench&) = delete;

  const ModuleInfo& type() const { return type_; }
  Samples& param(std::string_view name) { return params_.at(find_param(type_, name)); }
  Samples& param(std::size_t index) { return params_.at(index); }
  Samples& input(std::size_t index) { return inputs_.at(index); }
  const Samples& output(std::size_t index = 0) const { return outputs_.at(index); }
  const std::vector<Samples>& outputs() const { return outputs_; }

  ModuleBench& set(std::string_view name, float value) {
    std::ranges::fill(param(name), value);
    return *this;
  }

  /// Instead of test::some_shelf().
  ModuleBench& use_samples(const SampleShelf& samples) {
    samples_ = &samples;
    return *this;
  }

  /// Parameters that have one value for a whole call are handed over as that value.
  ModuleBench& tell_what_is_still() {
    tells_still_ = true;
    return *this;
  }

  /// Renders the take, cut at the gates, at `cuts` (ascending) and at kMaxBlockFrames.
  const Samples& run(std::span<const GateAt> gates = {}, std::span<const int> cuts = {}) {
    auto gate = gates.begin();
    auto cut = cuts.begin();
    for (int from = 0; from < frames_;) {
      for (; gate != gates.end() && gate->frame == from; ++gate) {
        std::vector<float> values;
        for (const Samples& samples : params_) values.push_back(samples[from]);
        code_.one.gate(at_, 0, gate->on, gate->velocity, values.data());
      }
      while (cut != cuts.end() && *cut <= from) ++cut;
      int to = std::min(frames_, from + kMaxBlockFrames);
      if (gate != gates.end()) to = std::min(to, gate->frame);
      if (cut != cuts.end()) to = std::min(to, *cut);
      process(from, to);
      from = to;
    }
    return output();
  }
  const Samples& run(std::initializer_list<GateAt> gates) {
    return run(std::span(gates.begin(), gates.size()));
  }

 private:
  bool is_still(const Samples& samples, int from, int to) const {
    return tells_still_ && std::all_of(samples.begin() + from, samples.begin() + to,
                                       [&](float x) { return x == samples[from]; });
  }
  std::size_t bytes() const { return type_.bytes(static_cast<int>(rate_)); }
  void process(int from, int to) {
    std::vector<const float*> in;
    std::vector<Param> param;
    std::vector<float*> out;
    for (const Samples& samples : inputs_) in.push_back(samples.data() + from);
    for (const Samples& samples : params_)
      param.push_back({samples.data() + from, is_still(samples, from, to) ? 0 : 1});
    for (Samples& samples : outputs_) out.push_back(samples.data() + from);
    code_.one.process(at_, {.frame = from,
                            .frames = to - from,
                            .rate = rate_,
                            .inputs = in.data(),
                            .outputs = out.data(),
                            .params = param.data(),
                            .samples = samples_});
  }

  const ModuleInfo& type_;
  const ModuleCode& code_;
  float rate_;
  int frames_;
  bool tells_still_ = false;
  const SampleShelf* samples_ = &test::some_shelf();
  std::vector<Samples> inputs_, outputs_, params_;
  std::vector<std::byte> state_;
  void* at_ = nullptr;
};

inline float peak(std::span<const float> samples) {
  float most = 0.0F;
  for (const float sample : samples) most = std::max(most, std::abs(sample));
  return most;
}

/// The largest step from one sample to the next.
inline float steepest(std::span<const float> samples) {
  float most = 0.0F;
  for (std::size_t n = 1; n < samples.size(); ++n) {
    most = std::max(most, std::abs(samples[n] - samples[n - 1]));
  }
  return most;
}

/// Index of the first sample that is not 0, else the size.
inline int onset(std::span<const float> samples) {
  return static_cast<int>(std::ranges::find_if(samples, [](float x) { return x != 0.0F; }) -
                          samples.begin());
}

}  // namespace chronus::engine
