// SPDX-License-Identifier: MIT
#include "draw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace chronus::ctl {

namespace {

constexpr double kLowest_db = -60.0;
constexpr int kNewsAtLeast = 4;  // rows, with their heading

std::string up_time(const Json& status) {
  const auto seconds = static_cast<std::int64_t>(number(status, "uptime_s"));
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string percent_of(const Json& share) {
  return share.is_number() ? fmt::format("{:.0f} %", share.get<double>() * 100.0) : "-";
}

std::string decibels(double level_db) {
  return level_db <= -200.0 ? "-inf" : fmt::format("{:.1f}", level_db);
}

std::string load_bar(double load, int width) {
  const int filled = std::clamp(static_cast<int>(std::lround(load * width)), 0, width);
  return std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(width - filled), '.');
}

Style style_of_load(double load) {
  if (load > 0.9) return Style::kBad;
  return load > 0.7 ? Style::kWarning : Style::kGood;
}

/// One row after the other, as long as there is room.
class Painter {
 public:
  Painter(const ScreenModel& model, const View& view, int rows, int columns)
      : model_(model), view_(view), status_(model.status()), grid_(rows, columns) {}

  Grid paint() {
    title();
    if (status_.is_object()) {
      engine();
      meters();
      workers();
      sequencers();
    }
    news();
    keys();
    return std::move(grid_);
  }

 private:
  int left() const { return grid_.rows() - 1 - row_; }

  void title() {
    if (!model_.answers()) {
      grid_.put(row_++, 0, " no answer from " + model_.server() + ": waiting for it ", Style::kBad);
      return;
    }
    const Json& audio = at(status_, "audio");
    int column = grid_.put(row_, 0, "chronus " + text(status_, "version"), Style::kHeading);
    column = grid_.put(
        row_, column,
        fmt::format("  {}  up {}  {} ", model_.server(), up_time(status_), text(audio, "api")));
    const bool runs = text(audio, "state") == "running";
    column = grid_.put(row_, column, text(audio, "state"), runs ? Style::kGood : Style::kBad);
    if (text(at(status_, "record"), "state") == "recording") {
      column = grid_.put(row_, column + 2, "REC", Style::kBad);
    }
    if (view_.is_held) grid_.put(row_, column + 2, "HELD", Style::kWarning);
    ++row_;
  }

  void engine() {
    constexpr int kWidth = 16;
    const double load = number(status_, "load");
    int column = grid_.put(row_, 0, "load ");
    column = grid_.put(row_, column, load_bar(load, kWidth), style_of_load(load));
    const double rate = std::max(number(status_, "rate"), 1.0);
    const double lead_ms = number(status_, "lead") * number(status_, "block") / rate * 1e3;
    grid_.put(row_, column,
              fmt::format(" {}  lead {} x {} ({:.1f} ms)  {} Hz  {} BPM  voices {}",
                          percent_of(at(status_, "load")), text(status_, "lead"),
                          text(status_, "block"), lead_ms, text(status_, "rate"),
                          text(status_, "bpm"), text(at(status_, "voices"), "used")));
    ++row_;
    column = 0;
    const auto count = [&](const char* name, double value) {
      column = grid_.put(row_, column, fmt::format("{} {:.0f}", name, value),
                         value > 0 ? Style::kWarning : Style::kDim);
      column += 2;
    };
    count("failovers", number(status_, "failovers"));
    count("lost frames", number(status_, "lost_frames"));
    count("underruns", number(at(status_, "audio"), "underruns"));
    count("quarantined", number(status_, "quarantined"));
    count("refused", number(at(status_, "commands"), "refused"));
    count("clipped", number(at(status_, "levels"), "clipped"));
    ++row_;
  }

  void meters() {
    const int width = std::clamp(grid_.columns() - 30, 0, 60);
    for (std::size_t i = 0; i < model_.levels().size() && left() > kNewsAtLeast; ++i) {
      const auto& level = model_.levels()[i];
      int column = grid_.put(row_, 0, fmt::format("{:>2} ", i + 1));
      const Style style = level.peak_db > -1.0   ? Style::kBad
                          : level.peak_db > -6.0 ? Style::kWarning
                                                 : Style::kGood;
      column = grid_.put(row_, column, meter_bar(level, width), style);
      grid_.put(
          row_++, column,
          fmt::format(" {:>6} dB  held {:>6}", decibels(level.peak_db), decibels(level.held_db)));
    }
  }

  void workers() {
    const Json& workers = at(status_, "workers");
    if (!workers.is_array() || left() <= kNewsAtLeast) return;
    constexpr const char* kRow = "{:<5} {:<8} {:<10} {:>10} {:>6} {:>4} {:>8}";
    grid_.put(row_++, 0,
              fmt::format(kRow, "SLOT", "ROLE", "STATE", "HEARTBEAT", "LOAD", "GEN", "PID"),
              Style::kHeading);
    for (const auto& worker : workers) {
      if (left() <= kNewsAtLeast) return;
      const auto state = text(worker, "state");
      const Json& age = at(worker, "heartbeat_age_ms");
      const auto beat = age.is_number() ? fmt::format("{:.1f} ms", age.get<double>()) : "-";
      grid_.put(row_++, 0,
                fmt::format(kRow, text(worker, "slot"), text(worker, "role"), state, beat,
                            percent_of(at(worker, "load")), text(worker, "generation"),
                            text(worker, "pid")),
                state == "ready" ? Style::kGood : Style::kWarning);
    }
  }

  void sequencers() {
    const Json& all = at(status_, "sequencers");
    if (!all.is_array() || all.empty() || left() <= kNewsAtLeast + 1) return;
    const int count = static_cast<int>(all.size());
    const int first = std::clamp(view_.first_sequencer, 0, count - 1);
    const int room = left() - kNewsAtLeast - 1;
    const int shown = std::min(count - first, room);
    grid_.put(row_++, 0,
              fmt::format("SEQUENCERS {} to {} of {}", first + 1, first + shown,
                          text(status_, "sequencers_total")),
              Style::kHeading);
    for (int i = first; i < first + shown; ++i) {
      sequencer(all[static_cast<std::size_t>(i)]);
      ++row_;
    }
  }

  void sequencer(const Json& it) {
    constexpr int kPattern = 22;
    const bool plays = at(it, "playing") == true;
    const bool is_muted = at(it, "muted") == true;
    const auto id = text(it, "id");
    grid_.put(row_, 0,
              fmt::format("{} {:<12.12} {:>6}",
                          is_muted ? 'm'
                          : plays  ? '>'
                                   : ' ',
                          id, text(it, "bpm")),
              plays && !is_muted ? Style::kPlain : Style::kDim);
    const auto pattern = text(it, "pattern");
    const int step = plays ? model_.step_of(id) : -1;
    const int width = std::max(grid_.columns() - kPattern, 1);
    // A long one is shown in pages, the one that plays.
    const int page = step > 0 ? step / width * width : 0;
    for (int i = page; i < std::min(page + width, static_cast<int>(pattern.size())); ++i) {
      const char letter = pattern[static_cast<std::size_t>(i)];
      grid_.put(row_, kPattern + i - page, std::string(1, letter),
                i == step       ? Style::kPlaying
                : letter == '.' ? Style::kDim
                                : Style::kPlain);
    }
  }

  void news() {
    if (left() < 2) return;
    grid_.put(row_++, 0, "EVENTS", Style::kHeading);
    const auto& all = model_.news();
    const auto room = std::min(all.size(), static_cast<std::size_t>(std::max(left(), 0)));
    for (auto it = all.end() - static_cast<std::ptrdiff_t>(room); it != all.end(); ++it) {
      const int column = grid_.put(row_, 0, it->time_of_day + " ", Style::kDim);
      grid_.put(row_++, column, it->text, it->style);
    }
  }

  void keys() {
    grid_.put(grid_.rows() - 1, 0,
              "q quit  space hold  c clear peaks  up/down sequencers  Ctrl-L draw anew",
              Style::kDim);
  }

  const ScreenModel& model_;
  const View& view_;
  const Json& status_;
  Grid grid_;
  int row_ = 0;
};

}  // namespace

std::string meter_bar(const MeterLevel& level, int width) {
  const auto cells = [&](double level_db) {
    const double part = (level_db - kLowest_db) / -kLowest_db;
    return std::clamp(static_cast<int>(std::lround(part * width)), 0, width);
  };
  std::string bar(static_cast<std::size_t>(std::max(width, 0)), ' ');
  const int peak = cells(level.peak_db);
  for (int i = 0; i < peak; ++i) {
    bar[static_cast<std::size_t>(i)] = i < cells(level.rms_db) ? '#' : '=';
  }
  const int held = cells(level.held_db);
  if (held > 0) bar[static_cast<std::size_t>(held - 1)] = '|';
  return bar;
}

Grid draw(const ScreenModel& model, const View& view, int rows, int columns) {
  return Painter(model, view, rows, columns).paint();
}

}  // namespace chronus::ctl
