// SPDX-License-Identifier: MIT
#include "picture/sound_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace chronus::picture {
namespace {

constexpr int kColumns = 1'400;
constexpr int kRows = 360;

// Parts of the picture, from 0 at the bottom and on the left.
constexpr double kLeft = 0.055;
constexpr double kRight = 0.91;
constexpr double kSpectrumBottom = 0.06;
constexpr double kSpectrumTop = 0.54;
constexpr double kWaveBottom = 0.60;
constexpr double kWaveTop = 0.95;

using Script = std::back_insert_iterator<std::string>;

/// Within gnuplot's single quotes.
std::string quoted(const std::string& text) {
  std::string safe = "'";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ') continue;
    safe += c;
    if (c == '\'') safe += c;
  }
  return safe + "'";
}

void write_waveform(Script out, const Waveform& waveform, int channels, double seconds) {
  fmt::format_to(out, "$waveform << END\n");
  for (int column = 0; column < kColumns; ++column) {
    fmt::format_to(out, "{:.6g}", (column + 0.5) * seconds / kColumns);
    for (int channel = 0; channel < channels; ++channel) {
      const auto it = waveform.at(column, channel);
      fmt::format_to(out, " {:.4g} {:.4g}", it.least, it.greatest);
    }
    fmt::format_to(out, "\n");
  }
  fmt::format_to(out, "END\n");
}

void write_onsets(Script out, const std::vector<Frame>& onsets, int rate) {
  fmt::format_to(out, "$onsets << END\n");
  for (const Frame onset : onsets)
    fmt::format_to(out, "{:.6g}\n", static_cast<double>(onset) / rate);
  // A block of data may not be empty.
  fmt::format_to(out, "NaN\nEND\n");
}

void write_spectrogram(Script out, const Spectrogram& spectrogram) {
  fmt::format_to(out, "$spectrogram << END\n");
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      fmt::format_to(out, "{:.1f} ", spectrogram.decibels(column, row));
    }
    fmt::format_to(out, "\n");
  }
  fmt::format_to(out, "END\n");
}

void draw_waveforms(Script out, int channels, float peak) {
  const double height = (kWaveTop - kWaveBottom) / channels;
  const float highest = std::max(1.0F, peak);
  fmt::format_to(out, "set yrange [-{0:.4g}:{0:.4g}]\nset format x ''\n", highest);
  for (int channel = 0; channel < channels; ++channel) {
    const double top = kWaveTop - channel * height;
    fmt::format_to(out, "set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n", top,
                   top - 0.9 * height);
    fmt::format_to(out,
                   "plot $onsets using 1:(-{0:.4g}):(0):(2*{0:.4g}) with vectors nohead lc rgb "
                   "'#e8a33d' title 'onsets', $waveform using 1:{1}:{2} with filledcurves lc rgb "
                   "'#2a6f97' notitle\nunset title\nunset key\n",
                   highest, 2 * channel + 2, 2 * channel + 3);
  }
}

void draw_spectrogram(Script out, const Spectrogram& spectrogram, int rate, double seconds) {
  fmt::format_to(out, "set tmargin at screen {}\nset bmargin at screen {}\n", kSpectrumTop,
                 kSpectrumBottom);
  fmt::format_to(out, "set xlabel 'time'\nset xtics {}\n",
                 seconds < 120.0 ? "format '%g s'" : "time format '%tM:%tS'");
  fmt::format_to(out, "set ytics (");
  const char* comma = "";
  for (const double hz : {50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4}) {
    if (hz > rate / 2.0) break;
    fmt::format_to(out, "{}'{:g} {}' {:.3f}", comma, hz < 1e3 ? hz : hz / 1e3,
                   hz < 1e3 ? "Hz" : "kHz", spectrogram.row_of(hz));
    comma = ", ";
  }
  fmt::format_to(out, ")\nset yrange [-0.5:{}]\nset cbrange [-96:0]\nset cbtics format '%g dB'\n",
                 kRows - 0.5);
  fmt::format_to(out, "set colorbox user origin {},{} size 0.015,{}\n", kRight + 0.015,
                 kSpectrumBottom, kSpectrumTop - kSpectrumBottom);
  fmt::format_to(out,
                 "set palette defined (0 '#000004', 0.3 '#3b0f70', 0.55 '#8c2981', 0.8 '#de4968', "
                 "0.93 '#fe9f6d', 1 '#fcfdbf')\n");
  fmt::format_to(out, "plot $spectrogram matrix using (($1+0.5)*{:.9g}):2:3 with image notitle\n",
                 seconds / kColumns);
}

}  // namespace

SoundPicture::SoundPicture(const StreamFormat& format, Frame length)
    : format_(format),
      length_(std::max<Frame>(1, length)),
      waveform_(format.channels, length_, kColumns),
      spectrogram_(format.rate, length_, kColumns, kRows),
      onsets_(format.rate) {}

void SoundPicture::add(const float* samples, int frames) {
  waveform_.add(samples, frames);
  mean_.assign(static_cast<std::size_t>(frames), 0.0F);
  const float share = 1.0F / static_cast<float>(format_.channels);
  for (float& mean : mean_) {
    for (int channel = 0; channel < format_.channels; ++channel) mean += share * *samples++;
  }
  spectrogram_.add(mean_);
  onsets_.add(mean_);
}

std::string SoundPicture::script(const std::string& title) {
  spectrogram_.end();
  const double seconds = static_cast<double>(length_) / format_.rate;
  std::string text;
  const Script out(text);
  write_waveform(out, waveform_, format_.channels, seconds);
  write_onsets(out, onsets(), format_.rate);
  write_spectrogram(out, spectrogram_);
  fmt::format_to(out, "set terminal pngcairo size {},{} font 'Sans,11' noenhanced\n", kWidth,
                 kHeight);
  fmt::format_to(out, "set multiplot\nset lmargin at screen {}\nset rmargin at screen {}\n", kLeft,
                 kRight);
  fmt::format_to(out, "set title {}\nset xrange [0:{:.9g}]\nset tics out nomirror\n", quoted(title),
                 seconds);
  fmt::format_to(out, "set key at screen {},0.985 right top\n", kRight);
  draw_waveforms(out, format_.channels, waveform_.peak());
  draw_spectrogram(out, spectrogram_, format_.rate, seconds);
  fmt::format_to(out, "unset multiplot\n");
  return text;
}

}  // namespace chronus::picture
