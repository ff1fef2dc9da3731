// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <new>
#include <type_traits>

#include "engine/module.hpp"
#include "engine/plan.hpp"

namespace chronus::engine {

template <class M>
concept Gated = requires(M module) {
  module.gate(true, 1.0F);
};

template <class M>
concept GatedByParams = requires(M module, const float* params) {
  module.gate(true, 1.0F, params);
};

/// The code that a module class M is, for the row `kInfo` of the catalogue:
///   void init(float rate, unsigned identity);
///   void process(const ProcessArgs&);
///   void gate(bool on, float velocity);   // where the row says that it has a gate
///   void gate(bool on, float velocity, const float* params);   // or one that needs to know more
/// Where the row has a line, line_of() is where its samples are.
template <class M, const catalog::ModuleInfo& kInfo>
constexpr ModuleCode code_of() {
  static_assert(std::is_trivially_copyable_v<M>, "a keyframe copies module state byte by byte");
  static_assert(std::is_trivially_destructible_v<M>);
  static_assert(sizeof(M) == kInfo.state_bytes, "the catalogue says how large a state is");
  static_assert(alignof(M) <= kStateAlign);
  static_assert(kInfo.has_gate == (Gated<M> || GatedByParams<M>));
  ModuleCode code{
      &kInfo,
      [](void* state, float rate, unsigned identity) { (new (state) M{})->init(rate, identity); },
      [](void* state, const ProcessArgs& args) { static_cast<M*>(state)->process(args); }, nullptr};
  if constexpr (Gated<M>) {
    code.gate = [](void* state, bool on, float velocity, const float*) {
      static_cast<M*>(state)->gate(on, velocity);
    };
  } else if constexpr (GatedByParams<M>) {
    code.gate = [](void* state, bool on, float velocity, const float* params) {
      static_cast<M*>(state)->gate(on, velocity, params);
    };
  }
  return code;
}

/// The samples of a module's line behind its state, zeros at first.
template <class M>
float* line_of(M* module) {
  static_assert(alignof(M) >= alignof(float));
  return reinterpret_cast<float*>(module + 1);
}

}  // namespace chronus::engine
