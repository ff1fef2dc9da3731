// SPDX-License-Identifier: MIT
#include "picture/spectrogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace chronus::picture {
namespace {

/// Long enough to tell the notes of a bass from each other.
constexpr double kSpectrumSeconds = 0.08;

}  // namespace

Spectrogram::Spectrogram(int rate, Frame length, int columns, int rows)
    : rate_(rate),
      length_(length),
      columns_(columns),
      hop_(0),
      spectrum_(stretch_frames(kSpectrumSeconds, rate)),
      stretches_(1, 1),
      rows_(static_cast<std::size_t>(rows)),
      powers_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {
  hop_ = static_cast<int>(std::clamp<Frame>(length / columns, 1, spectrum_.frames() / 2));
  stretches_ = Stretches(spectrum_.frames(), hop_);
  for (int row = 0; row < rows; ++row) rows_[static_cast<std::size_t>(row)] = row_at(row);
}

double Spectrogram::hz_of(double row) const {
  const double top = static_cast<double>(rows_.size() - 1);
  return kLowestHz * std::pow(rate_ / 2.0 / kLowestHz, row / top);
}

double Spectrogram::row_of(double hz) const {
  const double top = static_cast<double>(rows_.size() - 1);
  return top * std::log(hz / kLowestHz) / std::log(rate_ / 2.0 / kLowestHz);
}

Spectrogram::Row Spectrogram::row_at(int row) const {
  const double bins_a_hz = static_cast<double>(spectrum_.frames()) / rate_;
  const int top = spectrum_.bins() - 1;
  const int first = static_cast<int>(std::ceil(hz_of(row - 0.5) * bins_a_hz));
  const int last = std::min(top, static_cast<int>(std::floor(hz_of(row + 0.5) * bins_a_hz)));
  if (first <= last) return {first, last, 0.0F};
  const double between = hz_of(row) * bins_a_hz;
  const int below = std::min(top - 1, static_cast<int>(between));
  return {below, below + 1, static_cast<float>(between - below)};
}

void Spectrogram::add(std::span<const float> samples) {
  stretches_.add(samples, [this](const float* stretch) { add_stretch(stretch); });
}

void Spectrogram::end() {
  const std::vector<float> silence(static_cast<std::size_t>(spectrum_.frames() / 2));
  add(silence);
}

void Spectrogram::add_stretch(const float* samples) {
  const auto power = spectrum_.power(samples);
  const int column = static_cast<int>(std::min<Frame>(columns_ - 1, middle_ * columns_ / length_));
  middle_ += hop_;
  float* to = powers_.data() + static_cast<std::size_t>(column) * rows_.size();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    const float* first = power.data() + row.first;
    const float loudest = row.part > 0.0F ? first[0] + row.part * (first[1] - first[0])
                                          : *std::max_element(first, power.data() + row.last + 1);
    to[i] = std::max(to[i], loudest);
  }
  for (int gap = last_column_ + 1; gap < column; ++gap) {
    std::copy_n(to, rows_.size(), powers_.data() + static_cast<std::size_t>(gap) * rows_.size());
  }
  last_column_ = column;
}

float Spectrogram::decibels(int column, int row) const {
  const float power =
      powers_[static_cast<std::size_t>(column) * rows_.size() + static_cast<std::size_t>(row)];
  const float decibels = 10.0F * std::log10(power);
  return decibels > kSilenceDb ? decibels : kSilenceDb;
}

}  // namespace chronus::picture
