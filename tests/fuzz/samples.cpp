// SPDX-License-Identifier: MIT
// A sound file from anywhere: a reason, or finite samples within what was allowed.
#include <cmath>

#include "samples/decode.hpp"
#include "samples/request.hpp"
#include "tests/fuzz/input.hpp"

using namespace chronus;

/// Leaks are not looked for: libsndfile 1.2 loses some kilobytes over an Ogg file that it refuses.
/// The loader's memory is bounded, and its end is nobody's.
extern "C" int __lsan_is_turned_off() { return 1; }

namespace {

/// Little, so that an input is done with in no time: resampling 1 kHz takes 48 frames a frame.
constexpr samples::DecodeLimits kLimits{
    .rate = 48'000, .most_file_bytes = 1 << 16, .most_bytes = 1 << 16};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<char> file(data, data + size);
  const auto decoded = samples::decode(file, samples::hash_of(file), kLimits, "");
  if (!decoded) {
    fuzz::must(!decoded.reason().empty());
    return 0;
  }
  fuzz::must(decoded->channels == 1 || decoded->channels == 2);
  fuzz::must(decoded->frames > 0 && decoded->source_rate > 0);
  fuzz::must(decoded->samples.size() == decoded->frames * decoded->channels);
  fuzz::must(decoded->samples.size() * sizeof(float) <= kLimits.most_bytes);
  for (const float sample : decoded->samples) {
    fuzz::must(std::abs(sample) <= samples::kLoudestSample &&
               !(sample == 0.0F && std::signbit(sample)));
  }
  return 0;
}
