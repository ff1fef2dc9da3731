// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>

#include "dsp/lane_transpose.hpp"
#include "engine/module.hpp"
#include "engine/plan.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <class M>
concept Gated = requires(M module) {
  module.gate(true, 1.0F);
};

template <class M>
concept GatedByParams = requires(M module, const float* params) {
  module.gate(true, 1.0F, params);
};

template <class M>
concept GatedByLaneAndParams = requires(M module, const float* params) {
  module.gate(0, true, 1.0F, params);
};

template <class M>
concept GatedByLane = requires(M module) {
  module.gate(0, true, 1.0F);
};

template <class M>
concept Passable = requires(M module, const Context& context) {
  { module.pass(context) } -> std::same_as<bool>;
};

/// Tells when it gives zeros until its next gate.
template <class M>
concept KnowingItsRest = requires(const M module) {
  { module.is_at_rest() } -> std::same_as<bool>;
};

template <class M>
concept Taking = requires(M module, const Context& context) {
  { module.take(context) } -> std::same_as<bool>;
};

template <class M>
concept Leveled = requires(const M module) {
  { module.level(0, Frame{0}) } -> std::same_as<float>;
};

template <class M>
concept Together = requires(std::span<M* const> modules, const Context* const* contexts,
                            Rest* rests) {
  M::process_together(modules, contexts, rests);
};

template <class M>
concept Choked = requires(M module) {
  module.choke(0, kAnySample);
};

template <class M>
concept ChokedAlone = requires(M module) {
  module.choke(kAnySample);
};

template <class M>
concept LeveledAlone = requires(const M module) {
  { module.level(Frame{0}) } -> std::same_as<float>;
};

template <class M>
concept Resting = requires(M module, const Context& context) {
  { module.process(context) } -> std::same_as<Rest>;
};

/// A group of a module that is written for one voice: lane by lane, each on its own.
template <class M>
class OneByOne {
 public:
  void init(float rate, const unsigned* identities) {
    for (int lane = 0; lane < kGroupLanes; ++lane) {
      (new (&lanes_[lane]) M{})->init(rate, identities[lane]);
    }
  }

  Rest process(const Context& group) {
    Rest rest = Rest::kDeaf;
    for (int from = 0; from < group.frames; from += kAtATime) {
      const int frames = std::min(kAtATime, group.frames - from);
      Params params;
      const auto own = share_params(group, from, &params);
      Outputs outputs;
      rest = Rest::kDeaf;
      for (int lane = 0; lane < kGroupLanes; ++lane) {
        auto& out = outputs[static_cast<std::size_t>(lane)];
        rest = std::min(rest, process(lane, group, from, frames, params, own, &out));
      }
      hand_over(outputs, group, from, frames);
    }
    return rest;
  }

  void gate(int lane, bool on, float velocity) requires Gated<M> {
    lanes_[lane].gate(on, velocity);
  }
  void gate(int lane, bool on, float velocity, const float* params) requires GatedByParams<M> {
    lanes_[lane].gate(on, velocity, params);
  }
  void choke(int lane, std::uint32_t sample) requires ChokedAlone<M> { lanes_[lane].choke(sample); }
  float level(int lane, Frame frame) const requires LeveledAlone<M> {
    return lanes_[lane].level(frame);
  }

 private:
  static constexpr int kAtATime = 128;
  template <std::size_t kCount>
  using Signals = std::array<std::array<float, kAtATime>, kCount>;
  using Params = std::array<Param, M::kRow.params.size()>;
  using Output = Signals<M::kRow.outputs.size()>;
  /// Each lane's, until all of them are there.
  using Outputs = std::array<Output, kGroupLanes>;

  /// What all lanes have alike. Bit k: of parameter k each has its own.
  static std::uint64_t share_params(const Context& group, int from, Params* params) {
    std::uint64_t own = 0;
    for (std::size_t p = 0; p < params->size(); ++p) {
      const Param& param = group.params[p];
      (*params)[p].values = param.values + (param.is_still() ? 0 : from);
      (*params)[p].step = param.is_still() ? 0 : 1;
      if (param.per_lane) own |= std::uint64_t{1} << p;
    }
    return own;
  }

  Rest process(int lane, const Context& group, int from, int frames, Params& params,
               std::uint64_t own, Output* out) {
    if constexpr (KnowingItsRest<M>) {
      if (lanes_[lane].is_at_rest()) {
        for (auto& signal : *out) std::fill_n(signal.data(), whole_eights(frames), 0.0F);
        return Rest::kDeaf;
      }
    }
    Signals<M::kRow.inputs.size()> in;
    Signals<M::kRow.params.size()> values;
    std::array<const float*, M::kRow.inputs.size()> inputs;
    std::array<float*, M::kRow.outputs.size()> outputs;
    for (std::size_t p = 0; p < inputs.size(); ++p) {
      const float* samples = group.inputs[p] + from * kGroupLanes + lane;
      for (int i = 0; i < frames; ++i) in[p][i] = samples[i * kGroupLanes];
      inputs[p] = in[p].data();
    }
    for (; own != 0; own &= own - 1) {
      const auto p = static_cast<std::size_t>(std::countr_zero(own));
      for (int i = 0; i < (params[p].is_still() ? 1 : frames); ++i) {
        values[p][i] = group.params[p].of_lane(from + i, lane);
      }
      params[p].values = values[p].data();
    }
    for (std::size_t p = 0; p < outputs.size(); ++p) {
      outputs[p] = (*out)[p].data();
      std::fill(outputs[p] + frames, outputs[p] + whole_eights(frames), 0.0F);  // are handed over
    }
    const Context one{.frame = group.frame + from,
                      .frames = frames,
                      .rate = group.rate,
                      .inputs = inputs.data(),
                      .outputs = outputs.data(),
                      .params = params.data(),
                      .heard = group.heard,
                      .samples = group.samples};
    if constexpr (Resting<M>) {
      return lanes_[lane].process(one);
    } else {
      lanes_[lane].process(one);
      return Rest::kNone;
    }
  }

  static int whole_eights(int frames) { return (frames + 7) & ~7; }

  /// Eight frames of eight lanes at a time; what nobody hears stays unwritten.
  static void hand_over(const Outputs& lanes, const Context& group, int from, int frames) {
    for (std::size_t p = 0; p < M::kRow.outputs.size(); ++p) {
      if ((group.heard >> p & 1U) == 0) continue;
      for (int i = 0; i < frames; i += 8) {
        dsp::F8 rows[8];
        for (std::size_t lane = 0; lane < kGroupLanes; ++lane) {
          rows[lane] = dsp::load<dsp::F8>(&lanes[lane][p][static_cast<std::size_t>(i)]);
        }
        dsp::transpose(rows);
        float* to = group.outputs[p] + (from + i) * kGroupLanes;
        if (frames - i >= 8) {
          for (int k = 0; k < 8; ++k) dsp::store(to + k * kGroupLanes, rows[k]);
        } else {
          for (int k = 0; k < frames - i; ++k) dsp::store(to + k * kGroupLanes, rows[k]);
        }
      }
    }
  }

  std::array<M, kGroupLanes> lanes_;
};

/// The code that a class is for one lane or one group.
template <class M>
constexpr LaneCode lane_code() {
  static_assert(std::is_trivially_copyable_v<M>, "a keyframe copies module state byte by byte");
  static_assert(std::is_trivially_destructible_v<M>);
  static_assert(alignof(M) <= kStateAlign);
  LaneCode code;
  code.init = [](void* state, float rate, const unsigned* identities) {
    M* module = new (state) M{};
    if constexpr (requires { module->init(rate, identities); }) {
      module->init(rate, identities);
    } else {
      module->init(rate, identities[0]);
    }
  };
  code.process = [](void* state, const Context& context) -> Rest {
    if constexpr (Resting<M>) {
      return static_cast<M*>(state)->process(context);
    } else {
      static_cast<M*>(state)->process(context);
      return Rest::kNone;
    }
  };
  if constexpr (Together<M>) {
    code.process_together = [](void* const* states, const Context* const* contexts, Rest* rests,
                               int count) {
      std::array<M*, kMostTogether> modules{};
      for (int n = 0; n < count; ++n) modules[n] = static_cast<M*>(states[n]);
      M::process_together(std::span(modules).first(count), contexts, rests);
    };
  }
  if constexpr (Taking<M>) {
    code.take = [](void* state, const Context& context) {
      return static_cast<M*>(state)->take(context);
    };
  }
  if constexpr (Passable<M>) {
    code.pass = [](void* state, const Context& context) {
      return static_cast<M*>(state)->pass(context);
    };
  }
  if constexpr (GatedByLane<M>) {
    code.gate = [](void* state, int lane, bool on, float velocity, const float*) {
      static_cast<M*>(state)->gate(lane, on, velocity);
    };
  } else if constexpr (Gated<M>) {
    code.gate = [](void* state, int, bool on, float velocity, const float*) {
      static_cast<M*>(state)->gate(on, velocity);
    };
  } else if constexpr (GatedByParams<M>) {
    code.gate = [](void* state, int, bool on, float velocity, const float* params) {
      static_cast<M*>(state)->gate(on, velocity, params);
    };
  } else if constexpr (GatedByLaneAndParams<M>) {
    code.gate = [](void* state, int lane, bool on, float velocity, const float* params) {
      static_cast<M*>(state)->gate(lane, on, velocity, params);
    };
  }
  if constexpr (Leveled<M>) {
    code.level = [](const void* state, int lane, Frame frame) {
      return static_cast<const M*>(state)->level(lane, frame);
    };
  }
  if constexpr (LeveledAlone<M>) {
    code.level = [](const void* state, int, Frame frame) {
      return static_cast<const M*>(state)->level(frame);
    };
  }
  if constexpr (Choked<M>) {
    code.choke = [](void* state, int lane, std::uint32_t sample) {
      static_cast<M*>(state)->choke(lane, sample);
    };
  } else if constexpr (ChokedAlone<M>) {
    code.choke = [](void* state, int, std::uint32_t sample) {
      static_cast<M*>(state)->choke(sample);
    };
  }
  if constexpr (requires { M::kIsBounded; }) code.is_bounded = M::kIsBounded;
  if constexpr (requires { M::kIsNoLouder; }) code.is_no_louder = M::kIsNoLouder;
  return code;
}

/// A module written for one voice, which knows its row as M::kRow where the row has more:
///   void init(float rate, unsigned identity);
///   void process(const Context&);         // or Rest process(const Context&)
///   void gate(bool on, float velocity);   // where the row says that it has a gate
///   void gate(bool on, float velocity, const float* params);   // or one that needs to know more
///   float level(Frame frame) const;       // where it can tell
///   void choke(std::uint32_t sample);     // where M::kChokeParam names a group, see LaneCode
///   static constexpr bool kLineRestsEmpty = true;   // see ModuleCode
/// Where the row has a line, line_of() is where its samples are.
template <class M, const catalog::ModuleInfo& kInfo>
constexpr ModuleCode code_of() {
  static_assert(sizeof(M) == kInfo.state_bytes, "the catalogue says how large a state is");
  static_assert(kInfo.has_gate == (Gated<M> || GatedByParams<M>));
  ModuleCode code{&kInfo, lane_code<M>(), {}};
  if constexpr (kInfo.most_voices > 1) {
    static_assert(!kInfo.has_line() && kInfo.one_by_one);
    static_assert(sizeof(OneByOne<M>) == kGroupLanes * sizeof(M));
    code.group = lane_code<OneByOne<M>>();
  }
  if constexpr (requires { M::kChokeParam; }) code.choke_param = M::kChokeParam;
  if constexpr (requires { M::kLineRestsEmpty; }) code.line_rests_empty = M::kLineRestsEmpty;
  return code;
}

/// What a state begins with, see ModuleCode::lane_doubles.
template <class M>
constexpr std::size_t doubles_of() {
  if constexpr (requires { M::kDoubles; }) {
    return M::kDoubles;
  } else {
    return 0;
  }
}

/// A module written once for any width: M<1> is the mono module, M<kGroupLanes> a group.
///   void init(float rate, const unsigned* identities);
///   Rest process(const Context&);
///   static void process_together(modules, contexts, Rest*);   // where some at once are quicker
///   bool pass(const Context&);                      // where it can, and tells no level
///   void gate(int lane, bool on, float velocity);   // where the row says that it has a gate
///   float level(int lane, Frame frame) const;       // where it can tell
///   static constexpr std::size_t kDoubles;          // where its state begins with doubles
///   static constexpr bool kIsBounded = true;        // see LaneCode::is_bounded
///   static constexpr bool kIsNoLouder = true;       // see LaneCode::is_no_louder
/// Where pass() is true it remains so for any number of frames, until a parameter or a gate
/// changes: a module that rests is passed late (rack_rest.cpp). All that it keeps is kept per lane,
/// and a lane may be new at any frame beside others: a group's state is as large as those of its
/// lanes, and lies as lane_state.hpp says.
template <template <int> class M, const catalog::ModuleInfo& kInfo>
constexpr ModuleCode lanes_code_of() {
  static_assert(sizeof(M<1>) == kInfo.state_bytes, "the catalogue says how large a state is");
  static_assert(sizeof(M<kGroupLanes>) == kGroupLanes * sizeof(M<1>), "all is kept per lane");
  static_assert(kInfo.has_gate == GatedByLane<M<1>>);
  static_assert(kInfo.breaks_cycles == Taking<M<1>>);
  static_assert(kInfo.shares_groups() && !kInfo.has_line());
  constexpr std::size_t kDoubles = doubles_of<M<1>>();
  static_assert(kDoubles == doubles_of<M<kGroupLanes>>());
  static_assert(sizeof(M<1>) % sizeof(float) == 0 && sizeof(M<1>) >= kDoubles * sizeof(double));
  static_assert((alignof(M<1>) > alignof(float)) == (kDoubles > 0), "it says where doubles are");
  return {&kInfo, lane_code<M<1>>(), lane_code<M<kGroupLanes>>(), kDoubles};
}

/// The samples of a module's line behind its state, zeros at first.
template <class M>
float* line_of(M* module) {
  static_assert(alignof(M) >= alignof(float));
  return reinterpret_cast<float*>(module + 1);
}

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
