// SPDX-License-Identifier: MIT
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "supervisor/options.hpp"
#include "supervisor/supervisor.hpp"

int main(int argc, char** argv) {
  chronus::supervisor::Options options;
  if (const auto status = chronus::supervisor::parse_options(argc, argv, &options)) return *status;
  spdlog::set_default_logger(spdlog::stderr_color_mt("chronusd"));
  spdlog::set_pattern("%H:%M:%S.%e %^%l%$ %v");
  spdlog::set_level(options.verbose ? spdlog::level::debug : spdlog::level::info);
  return chronus::supervisor::run(options);
}
