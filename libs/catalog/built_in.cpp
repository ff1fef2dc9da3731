// SPDX-License-Identifier: MIT
#include "catalog/built_in.hpp"

#include <array>
#include <utility>

#include "base/check.hpp"
#include "catalog/modules/add.hpp"
#include "catalog/modules/adsr.hpp"
#include "catalog/modules/biquad.hpp"
#include "catalog/modules/bitcrush.hpp"
#include "catalog/modules/ceiling.hpp"
#include "catalog/modules/chorus.hpp"
#include "catalog/modules/clap.hpp"
#include "catalog/modules/comb.hpp"
#include "catalog/modules/compressor.hpp"
#include "catalog/modules/constant.hpp"
#include "catalog/modules/cymbal.hpp"
#include "catalog/modules/delay.hpp"
#include "catalog/modules/distortion.hpp"
#include "catalog/modules/drill.hpp"
#include "catalog/modules/eq.hpp"
#include "catalog/modules/feedback.hpp"
#include "catalog/modules/flanger.hpp"
#include "catalog/modules/fm.hpp"
#include "catalog/modules/follower.hpp"
#include "catalog/modules/formant.hpp"
#include "catalog/modules/gain.hpp"
#include "catalog/modules/gate.hpp"
#include "catalog/modules/hat.hpp"
#include "catalog/modules/kick.hpp"
#include "catalog/modules/ladder.hpp"
#include "catalog/modules/lfo.hpp"
#include "catalog/modules/limiter.hpp"
#include "catalog/modules/mixer.hpp"
#include "catalog/modules/mul.hpp"
#include "catalog/modules/noise.hpp"
#include "catalog/modules/osc.hpp"
#include "catalog/modules/pan.hpp"
#include "catalog/modules/phaser.hpp"
#include "catalog/modules/pluck.hpp"
#include "catalog/modules/quantize.hpp"
#include "catalog/modules/reverb.hpp"
#include "catalog/modules/ring.hpp"
#include "catalog/modules/sample_hold.hpp"
#include "catalog/modules/sampler.hpp"
#include "catalog/modules/sine.hpp"
#include "catalog/modules/slew.hpp"
#include "catalog/modules/snare.hpp"
#include "catalog/modules/strip.hpp"
#include "catalog/modules/supersaw.hpp"
#include "catalog/modules/svf.hpp"
#include "catalog/modules/tom.hpp"
#include "catalog/modules/vca.hpp"
#include "catalog/modules/wavetable.hpp"

namespace chronus::catalog {

Catalog built_in() {
  // In the order in which clients are told of them.
  constexpr std::array kModules{
      Sine::kInfo,        //
      Osc::kInfo,         //
      Supersaw::kInfo,    //
      Wavetable::kInfo,   //
      Fm::kInfo,          //
      Pluck::kInfo,       //
      Sampler::kInfo,     //
      Noise::kInfo,       //
      Adsr::kInfo,        //
      Biquad::kInfo,      //
      Lfo::kInfo,         //
      Mixer::kInfo,       //
      Gain::kInfo,        //
      Constant::kInfo,    //
      Add::kInfo,         //
      Mul::kInfo,         //
      Ring::kInfo,        //
      Vca::kInfo,         //
      Pan::kInfo,         //
      SampleHold::kInfo,  //
      Slew::kInfo,        //
      Quantize::kInfo,    //
      Follower::kInfo,    //
      NoiseGate::kInfo,   //
      Kick::kInfo,        //
      Snare::kInfo,       //
      Hat::kInfo,         //
      Clap::kInfo,        //
      Tom::kInfo,         //
      Cymbal::kInfo,      //
      Delay::kInfo,       //
      Reverb::kInfo,      //
      Svf::kInfo,         //
      Ladder::kInfo,      //
      Comb::kInfo,        //
      Formant::kInfo,     //
      Eq::kInfo,          //
      Compressor::kInfo,  //
      Limiter::kInfo,     //
      Ceiling::kInfo,     //
      Distortion::kInfo,  //
      Bitcrush::kInfo,    //
      Chorus::kInfo,      //
      Phaser::kInfo,      //
      Flanger::kInfo,     //
      Feedback::kInfo,    //
      Strip::kInfo,       //
      Drill::kInfo,       //
  };
  auto catalog = Catalog::make(kModules);
  CHRONUS_CHECK(catalog);
  return std::move(*catalog);
}

}  // namespace chronus::catalog
