// SPDX-License-Identifier: MIT
// Compiled once for each set of instructions, see CHRONUS_SIMD_BUILD.

#include <array>

#include "engine/code_of.hpp"
#include "engine/kernel_code.hpp"
#include "engine/modules/add.hpp"
#include "engine/modules/adsr.hpp"
#include "engine/modules/biquad.hpp"
#include "engine/modules/bitcrush.hpp"
#include "engine/modules/ceiling.hpp"
#include "engine/modules/chorus.hpp"
#include "engine/modules/clap.hpp"
#include "engine/modules/comb.hpp"
#include "engine/modules/compressor.hpp"
#include "engine/modules/constant.hpp"
#include "engine/modules/cymbal.hpp"
#include "engine/modules/delay.hpp"
#include "engine/modules/distortion.hpp"
#include "engine/modules/drill.hpp"
#include "engine/modules/eq.hpp"
#include "engine/modules/feedback.hpp"
#include "engine/modules/flanger.hpp"
#include "engine/modules/fm.hpp"
#include "engine/modules/follower.hpp"
#include "engine/modules/formant.hpp"
#include "engine/modules/gain.hpp"
#include "engine/modules/gate.hpp"
#include "engine/modules/hat.hpp"
#include "engine/modules/kick.hpp"
#include "engine/modules/ladder.hpp"
#include "engine/modules/lfo.hpp"
#include "engine/modules/limiter.hpp"
#include "engine/modules/mixer.hpp"
#include "engine/modules/mul.hpp"
#include "engine/modules/noise.hpp"
#include "engine/modules/osc.hpp"
#include "engine/modules/pan.hpp"
#include "engine/modules/phaser.hpp"
#include "engine/modules/pluck.hpp"
#include "engine/modules/quantize.hpp"
#include "engine/modules/reverb.hpp"
#include "engine/modules/ring.hpp"
#include "engine/modules/sample_hold.hpp"
#include "engine/modules/sampler.hpp"
#include "engine/modules/sine.hpp"
#include "engine/modules/slew.hpp"
#include "engine/modules/snare.hpp"
#include "engine/modules/strip.hpp"
#include "engine/modules/supersaw.hpp"
#include "engine/modules/svf.hpp"
#include "engine/modules/tom.hpp"
#include "engine/modules/vca.hpp"
#include "engine/modules/wavetable.hpp"
#include "engine/simd_code.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {
namespace {

constexpr std::array kCode{
    lanes_code_of<Sine, catalog::Sine::kInfo>(),
    lanes_code_of<Osc, catalog::Osc::kInfo>(),
    lanes_code_of<Supersaw, catalog::Supersaw::kInfo>(),
    lanes_code_of<Wavetable, catalog::Wavetable::kInfo>(),
    lanes_code_of<Fm, catalog::Fm::kInfo>(),
    code_of<Pluck, catalog::Pluck::kInfo>(),
    code_of<Sampler, catalog::Sampler::kInfo>(),
    lanes_code_of<Noise, catalog::Noise::kInfo>(),
    lanes_code_of<Adsr, catalog::Adsr::kInfo>(),
    lanes_code_of<Biquad, catalog::Biquad::kInfo>(),
    lanes_code_of<Lfo, catalog::Lfo::kInfo>(),
    code_of<Mixer, catalog::Mixer::kInfo>(),
    lanes_code_of<Gain, catalog::Gain::kInfo>(),
    lanes_code_of<Constant, catalog::Constant::kInfo>(),
    lanes_code_of<Add, catalog::Add::kInfo>(),
    lanes_code_of<Mul, catalog::Mul::kInfo>(),
    lanes_code_of<Ring, catalog::Ring::kInfo>(),
    lanes_code_of<Vca, catalog::Vca::kInfo>(),
    lanes_code_of<Pan, catalog::Pan::kInfo>(),
    lanes_code_of<SampleHold, catalog::SampleHold::kInfo>(),
    lanes_code_of<Slew, catalog::Slew::kInfo>(),
    lanes_code_of<Quantize, catalog::Quantize::kInfo>(),
    lanes_code_of<Follower, catalog::Follower::kInfo>(),
    lanes_code_of<NoiseGate, catalog::NoiseGate::kInfo>(),
    code_of<Kick, catalog::Kick::kInfo>(),
    code_of<Snare, catalog::Snare::kInfo>(),
    code_of<Hat, catalog::Hat::kInfo>(),
    code_of<Clap, catalog::Clap::kInfo>(),
    code_of<Tom, catalog::Tom::kInfo>(),
    code_of<Cymbal, catalog::Cymbal::kInfo>(),
    code_of<Delay, catalog::Delay::kInfo>(),
    code_of<Reverb, catalog::Reverb::kInfo>(),
    lanes_code_of<Svf, catalog::Svf::kInfo>(),
    lanes_code_of<Ladder, catalog::Ladder::kInfo>(),
    code_of<Comb, catalog::Comb::kInfo>(),
    lanes_code_of<Formant, catalog::Formant::kInfo>(),
    lanes_code_of<Eq, catalog::Eq::kInfo>(),
    code_of<Compressor, catalog::Compressor::kInfo>(),
    code_of<Limiter, catalog::Limiter::kInfo>(),
    code_of<Ceiling, catalog::Ceiling::kInfo>(),
    lanes_code_of<Distortion, catalog::Distortion::kInfo>(),
    lanes_code_of<Bitcrush, catalog::Bitcrush::kInfo>(),
    code_of<Chorus, catalog::Chorus::kInfo>(),
    code_of<Phaser, catalog::Phaser::kInfo>(),
    code_of<Flanger, catalog::Flanger::kInfo>(),
    lanes_code_of<Feedback, catalog::Feedback::kInfo>(),
    lanes_code_of<Strip, catalog::Strip::kInfo>(),
    code_of<Drill, catalog::Drill::kInfo>(),
};

}  // namespace

const WaveBank& wave_bank() {
  static const WaveBank bank;
  return bank;
}

const dsp::SampleKernel& sample_kernel() {
  static const dsp::SampleKernel kernel;
  return kernel;
}

std::span<const ModuleCode> compiled_code() {
  sample_kernel();
  wave_bank();  // made now, by who may wait
  return kCode;
}
const Kernels& compiled_kernels() { return kKernels; }

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
