// SPDX-License-Identifier: MIT
#include "tests/unit/offline/heard.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <utility>

#include "audio/loudness.hpp"
#include "offline/library_samples.hpp"
#include "offline/offline_renderer.hpp"
#include "samples/library.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::offline {
namespace {

constexpr std::size_t kChannels = 2;

std::size_t frames_of(double seconds) {
  return static_cast<std::size_t>(seconds * kFormat.rate + 0.5);
}

}  // namespace

Frame Heard::length() const { return static_cast<Frame>(samples.size() / kChannels); }

std::span<const float> Heard::stretch(double from_s, double seconds) const {
  return std::span(samples).subspan(kChannels * frames_of(from_s), kChannels * frames_of(seconds));
}

std::span<const float> Heard::last(double seconds) const {
  return std::span(samples).last(kChannels * frames_of(seconds));
}

namespace {

/// Those that come with Chronus, as its build has made them.
LibrarySamples* kit() {
  static const auto library = [] {
    samples::Library::Settings settings;
    samples::find_around(kFormat.rate, CHRONUS_PROGRAMS, &settings);
    auto made = samples::Library::create(std::move(settings));
    EXPECT_TRUE(made && (*made)->look());
    return made ? std::move(*made) : nullptr;
  }();
  static LibrarySamples samples(*library);
  return &samples;
}

}  // namespace

Heard render(score::Score score) {
  Heard heard;
  const Frame length = score::length_of(score, kFormat.rate);
  heard.samples.resize(static_cast<std::size_t>(length) * kChannels);
  OfflineRenderer renderer(
      kFormat, test::built_in_modules(), test::standard_vocabulary(), std::move(score),
      [&](const std::string& problem) { heard.wrong.push_back(problem); }, false, {}, kit());
  renderer.render(heard.samples.data(), length);
  return heard;
}

double decibels(double value) { return 20.0 * std::log10(std::max(value, 1e-10)); }

float peak_of(std::span<const float> samples) {
  float peak = 0.0F;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

double rms_of(std::span<const float> samples) {
  double sum = 0.0;
  for (const float sample : samples) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

double rms_of(std::span<const float> samples, int channel) {
  double sum = 0.0;
  for (std::size_t i = static_cast<std::size_t>(channel); i < samples.size(); i += kChannels) {
    sum += static_cast<double>(samples[i]) * samples[i];
  }
  return std::sqrt(sum * kChannels / static_cast<double>(samples.size()));
}

Measured measure(std::span<const float> samples) {
  audio::Loudness loudness(kFormat);
  float peak = 0.0F;
  constexpr std::size_t kSecond = kChannels * 48'000;
  while (!samples.empty()) {
    const auto part = samples.first(std::min(kSecond, samples.size()));
    loudness.add(part.data(), static_cast<int>(part.size() / kChannels));
    peak = std::max({peak, loudness.true_peak(0), loudness.true_peak(1)});
    samples = samples.subspan(part.size());
  }
  return {loudness.integrated(), decibels(static_cast<double>(peak))};
}

std::vector<std::string> scores_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".score") names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string without_ending(const std::string& file) { return file.substr(0, file.find('.')); }

}  // namespace chronus::offline
