// SPDX-License-Identifier: MIT
#include <spdlog/details/os.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/check.hpp"
#include "catalog/built_in.hpp"
#include "log/async_log.hpp"
#include "log/line_format.hpp"
#include "service_manager/handed_sockets.hpp"
#include "supervisor/options.hpp"
#include "supervisor/supervisor.hpp"
#include "vocabulary/vocabulary.hpp"

namespace {

constexpr std::chrono::milliseconds kLastWords{150};
constexpr int kMostAlike = 10;  // in ten seconds

/// What makes the default log of the process; null, and said so, where it has no thread for it.
chronus::log::AsyncLog* start_log(const chronus::supervisor::Options& options) {
  const bool coloured =
      spdlog::details::os::in_terminal(stderr) && spdlog::details::os::is_color_terminal();
  const auto format = options.log_format.value_or(
      chronus::log::format_for(STDERR_FILENO, std::getenv("JOURNAL_STREAM")));
  try {
    return new chronus::log::AsyncLog(
        STDERR_FILENO, options.verbose ? spdlog::level::debug : spdlog::level::info,
        {.format = format, .coloured = coloured, .most_alike = kMostAlike});
  } catch (const chronus::NoThread& error) {
    std::fprintf(stderr, "chronusd: %s\n", error.what());
    return nullptr;
  }
}

}  // namespace

int main(int argc, char** argv) {
  umask(0077);  // what is played is nobody else's to read
  chronus::die_at_once_when_terminated();
  const auto vocabulary = chronus::vocabulary::standard();
  chronus::supervisor::Options options;
  if (const auto status = chronus::supervisor::parse_options(argc, argv, vocabulary, &options)) {
    return *status;
  }
  auto handed = chronus::service_manager::take_handed_sockets();
  if (!handed) {
    std::fprintf(stderr, "chronusd: %s\n", handed.reason().c_str());
    return 1;
  }
  auto* log = start_log(options);
  if (log == nullptr) return 1;
  const auto ending = chronus::supervisor::run(options, chronus::catalog::built_in(), vocabulary,
                                               std::move(*handed));
  // A thread that hangs in a write would be pulled the ground from under it by an orderly end.
  if (!log->flush(kLastWords) || !ending.is_clean) _exit(ending.status);
  return ending.status;
}
