// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "engine/module_of.hpp"
#include "engine/modules/adsr.hpp"
#include "engine/modules/biquad.hpp"
#include "engine/modules/delay.hpp"
#include "engine/modules/drill.hpp"
#include "engine/modules/gain.hpp"
#include "engine/modules/hat.hpp"
#include "engine/modules/kick.hpp"
#include "engine/modules/lfo.hpp"
#include "engine/modules/mixer.hpp"
#include "engine/modules/noise.hpp"
#include "engine/modules/osc.hpp"
#include "engine/modules/sine.hpp"
#include "engine/modules/snare.hpp"
#include "engine/patch.hpp"

namespace chronus::engine {
namespace {

template <class M>
constexpr ModuleType kType = module_of<M>();

// A type's index is part of patch descriptions and keyframes: new types go to the end.
constexpr std::array<const ModuleType*, 13> kTypes{
    &kType<Sine>, &kType<Osc>,   &kType<Noise>, &kType<Adsr>, &kType<Biquad>,
    &kType<Lfo>,  &kType<Mixer>, &kType<Gain>,  &kType<Kick>, &kType<Snare>,
    &kType<Hat>,  &kType<Delay>, &kType<Drill>};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

int index_of(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

}  // namespace

std::span<const ModuleType* const> module_types() { return kTypes; }

int find_module_type(std::string_view name) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const ModuleType* type) {
    return type->name == name || contains(type->aliases, name);
  });
  return found == kTypes.end() ? -1 : static_cast<int>(found - kTypes.begin());
}

int find_param(const ModuleType& type, std::string_view name) {
  const auto found = std::find_if(type.params.begin(), type.params.end(), [&](const auto& param) {
    return param.name == name || contains(param.aliases, name);
  });
  return found == type.params.end() ? -1 : static_cast<int>(found - type.params.begin());
}

void set_defaults(PatchDescription* patch) {
  for (auto& entry : patch->modules) {
    if (entry.type_plus_one == 0) continue;
    const auto& params = kTypes[entry.type_plus_one - 1U]->params;
    for (std::size_t i = 0; i < params.size(); ++i) entry.values[i] = params[i].initial;
  }
}

int find_input(const ModuleType& type, std::string_view name) {
  return index_of(type.inputs, name);
}

int find_output(const ModuleType& type, std::string_view name) {
  return index_of(type.outputs, name);
}

}  // namespace chronus::engine
