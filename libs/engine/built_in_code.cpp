// SPDX-License-Identifier: MIT
#include "engine/built_in_code.hpp"

#include <array>

#include "engine/code_of.hpp"
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

namespace chronus::engine {
namespace {

constexpr std::array kCode{
    code_of<Sine, catalog::Sine::kInfo>(),     code_of<Osc, catalog::Osc::kInfo>(),
    code_of<Noise, catalog::Noise::kInfo>(),   code_of<Adsr, catalog::Adsr::kInfo>(),
    code_of<Biquad, catalog::Biquad::kInfo>(), code_of<Lfo, catalog::Lfo::kInfo>(),
    code_of<Mixer, catalog::Mixer::kInfo>(),   code_of<Gain, catalog::Gain::kInfo>(),
    code_of<Kick, catalog::Kick::kInfo>(),     code_of<Snare, catalog::Snare::kInfo>(),
    code_of<Hat, catalog::Hat::kInfo>(),       code_of<Delay, catalog::Delay::kInfo>(),
    code_of<Drill, catalog::Drill::kInfo>()};

}  // namespace

std::span<const ModuleCode> built_in_code() { return kCode; }

}  // namespace chronus::engine
