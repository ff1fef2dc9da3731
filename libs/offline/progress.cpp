// SPDX-License-Identifier: MIT
#include "offline/progress.hpp"

#include <cmath>
#include <cstdio>

namespace chronus::offline {
namespace {

/// 3:05, or 1:00:00
std::string clock_text(Frame frames, int rate) {
  const Frame seconds = frames / rate;
  char text[40];
  if (seconds < 3'600) {
    std::snprintf(text, sizeof(text), "%d:%02d", static_cast<int>(seconds / 60),
                  static_cast<int>(seconds % 60));
  } else {
    std::snprintf(text, sizeof(text), "%d:%02d:%02d", static_cast<int>(seconds / 3'600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  }
  return text;
}

/// 12 s, or 3 min
std::string left_text(double seconds) {
  const bool is_long = seconds >= 99.5;
  char text[40];
  std::snprintf(text, sizeof(text), "%.0f %s left", std::ceil(is_long ? seconds / 60.0 : seconds),
                is_long ? "min" : "s");
  return text;
}

}  // namespace

std::optional<std::string> ProgressLine::line(Frame done, std::int64_t now_ns) {
  if (now_ns < next_ns_ || done <= 0) return {};
  next_ns_ = now_ns + kEvery;
  const double took_s = static_cast<double>(now_ns - start_ns_) * 1e-9;
  const double frames_a_second = static_cast<double>(done) / took_s;
  char middle[80];
  std::snprintf(middle, sizeof(middle), ", %d %%, %.*f x real time, ",
                static_cast<int>(100 * done / total_), frames_a_second < 10.0 * rate_ ? 1 : 0,
                frames_a_second / rate_);
  return clock_text(done, rate_) + " of " + clock_text(total_, rate_) + middle +
         left_text(static_cast<double>(total_ - done) / frames_a_second);
}

}  // namespace chronus::offline
