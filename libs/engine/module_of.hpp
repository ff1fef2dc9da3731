// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <new>
#include <type_traits>

#include "engine/module.hpp"

namespace chronus::engine {

template <class M>
concept Gated = requires(M module) {
  module.gate(true, 1.0F);
};

template <class M>
concept GatedByParams = requires(M module, const float* params) {
  module.gate(true, 1.0F, params);
};

template <class M>
concept HasLine = requires(int rate) {
  { M::line_samples(rate) } -> std::same_as<int>;
};

/// Makes the table row of a module class M:
///   static constexpr kName, kSummary, kAliases, kInputs, kOutputs, kParams (arrays)
///   void init(float rate, unsigned identity);
///   void process(const ProcessArgs&);
///   void gate(bool on, float velocity);   // where it has a gate
///   void gate(bool on, float velocity, const float* params);   // or one that needs to know more
///   static constexpr bool kDrillOnly;     // where it is one for drills
///   static int line_samples(int rate);    // where floats follow its state, see line_of()
template <class M>
constexpr ModuleType module_of() {
  static_assert(std::is_trivially_copyable_v<M>, "a keyframe copies module state byte by byte");
  static_assert(std::is_trivially_destructible_v<M>);
  static_assert(M::kParams.size() <= kMaxParams && M::kInputs.size() <= kMaxPorts &&
                M::kOutputs.size() <= kMaxPorts);
  ModuleType type{
      M::kName,
      M::kAliases,
      M::kSummary,
      M::kInputs,
      M::kOutputs,
      M::kParams,
      [](int rate) {
        if constexpr (HasLine<M>) {
          return sizeof(M) + static_cast<std::size_t>(M::line_samples(rate)) * sizeof(float);
        } else {
          return sizeof(M);
        }
      },
      alignof(M),
      [](void* state, float rate, unsigned identity) { (new (state) M{})->init(rate, identity); },
      [](void* state, const ProcessArgs& args) { static_cast<M*>(state)->process(args); },
      nullptr};
  if constexpr (Gated<M>) {
    type.gate = [](void* state, bool on, float velocity, const float*) {
      static_cast<M*>(state)->gate(on, velocity);
    };
  } else if constexpr (GatedByParams<M>) {
    type.gate = [](void* state, bool on, float velocity, const float* params) {
      static_cast<M*>(state)->gate(on, velocity, params);
    };
  }
  if constexpr (requires { M::kDrillOnly; }) type.drill_only = M::kDrillOnly;
  return type;
}

/// The samples behind the state of a module with line_samples(), zeros at first.
template <HasLine M>
float* line_of(M* module) {
  static_assert(alignof(M) >= alignof(float));
  return reinterpret_cast<float*>(module + 1);
}

}  // namespace chronus::engine
