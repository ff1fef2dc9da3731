// SPDX-License-Identifier: MIT
#include "log/line_format.hpp"

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/json.hpp"
#include "base/text.hpp"

namespace chronus::log {
namespace {

std::string_view colour_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return "\033[36m";
    case spdlog::level::info:
      return "\033[32m";
    case spdlog::level::warn:
      return "\033[33m\033[1m";
    case spdlog::level::err:
      return "\033[31m\033[1m";
    default:
      return "";
  }
}

/// syslog's numbers.
int priority_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::critical:
      return 2;
    case spdlog::level::err:
      return 3;
    case spdlog::level::warn:
      return 4;
    case spdlog::level::info:
      return 6;
    default:
      return 7;
  }
}

std::string_view name_of(spdlog::level::level_enum level) {
  const auto name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

}  // namespace

LineFormat format_for(int fd, const char* journal_stream) {
  struct stat about {};
  if (journal_stream == nullptr || fstat(fd, &about) != 0) return LineFormat::kText;
  const std::string here = std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
  return here == journal_stream ? LineFormat::kJournald : LineFormat::kText;
}

std::string iso_time(spdlog::log_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto since = std::chrono::floor<milliseconds>(time.time_since_epoch());
  const auto whole = std::chrono::floor<std::chrono::seconds>(since);
  const auto seconds = static_cast<std::time_t>(whole.count());
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 32> date{};
  (void)std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const auto away = std::abs(parts.tm_gmtoff / 60);
  std::array<char, 32> rest{};
  (void)std::snprintf(rest.data(), rest.size(), ".%03d%c%02ld:%02ld",
                      static_cast<int>((since - whole).count()), parts.tm_gmtoff < 0 ? '-' : '+',
                      away / 60, away % 60);
  return std::string(date.data()) + rest.data();
}

std::string line_of(LineFormat format, const spdlog::details::log_msg& message, bool coloured,
                    std::uint64_t alike) {
  const std::string_view payload(message.payload.data(), message.payload.size());
  if (format == LineFormat::kJson) {
    Json line{
        {"time", iso_time(message.time)}, {"level", name_of(message.level)}, {"message", payload}};
    if (alike > 0) line["alike"] = alike;
    return line.text() + "\n";
  }
  std::string text = on_one_line(payload);
  if (alike > 0) text = "… " + std::to_string(alike) + " more like: " + text;
  if (format == LineFormat::kJournald) {
    return "<" + std::to_string(priority_of(message.level)) + ">" + text + "\n";
  }
  std::string level(name_of(message.level));
  if (coloured) level = std::string(colour_of(message.level)) + level + "\033[m";
  return iso_time(message.time) + " " + level + " " + text + "\n";
}

}  // namespace chronus::log
