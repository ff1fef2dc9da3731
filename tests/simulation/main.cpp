// SPDX-License-Identifier: MIT
// The simulator: runs seeds until one fails. Exit status: 0 all passed, 1 unsafe, 2 usage, 3 not
// live.
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <array>
#include <cinttypes>
#include <cstdio>
#include <map>
#include <string>

#include "run.hpp"

namespace chronus::simulation {
namespace {

struct Sum {
  std::array<std::uint64_t, kFaults> injected{};
  std::uint64_t faults = 0;
  std::uint64_t frames = 0;
  std::uint64_t workers = 0;
  std::uint64_t trace = 0;
  std::int64_t longest_recovery_blocks = 0;

  void add(const Report& report) {
    for (std::size_t i = 0; i < injected.size(); ++i) injected[i] += report.injected[i];
    faults += report.total();
    frames += static_cast<std::uint64_t>(report.frames);
    workers += static_cast<std::uint64_t>(report.workers_started);
    trace ^= report.trace;
    longest_recovery_blocks = std::max(longest_recovery_blocks, report.longest_recovery_blocks);
  }
  void print(std::uint64_t runs) const {
    std::printf("%" PRIu64 " runs, %" PRIu64 " faults, %" PRIu64 " workers, %" PRIu64
                " frames, longest recovery from one loss %" PRId64 " blocks\n",
                runs, faults, workers, frames, longest_recovery_blocks);
    std::printf("  %-16s %016" PRIx64 "\n", "trace", trace);
    for (int i = 0; i < kFaults; ++i) {
      std::printf("  %-16s %" PRIu64 "\n", std::string(name_of(static_cast<Fault>(i))).c_str(),
                  injected[static_cast<std::size_t>(i)]);
    }
  }
};

int simulate(std::uint64_t first, std::uint64_t seeds, supervisor::Standby standby,
             bool keep_going) {
  std::printf("simulate: seeds %" PRIu64 " to %" PRIu64 ", standby %s\n", first, first + seeds - 1,
              standby == supervisor::Standby::kHot ? "hot" : "warm");
  std::fflush(stdout);
  Sum sum;
  int status = 0;
  std::uint64_t runs = 0;
  while (runs < seeds && (status == 0 || keep_going)) {
    const std::uint64_t seed = first + runs++;
    const Report report = run(seed, standby);
    sum.add(report);
    if (report.verdict != Verdict::kPassed) {
      std::printf("seed %" PRIu64 ": %s: %s\n", seed,
                  report.verdict == Verdict::kUnsafe ? "unsafe" : "not live", report.what.c_str());
      std::fflush(stdout);
      if (status == 0) status = static_cast<int>(report.verdict);
    }
    if (runs % 1'000 == 0) sum.print(runs);
    std::fflush(stdout);
  }
  sum.print(runs);
  return status;
}

}  // namespace
}  // namespace chronus::simulation

int main(int argc, char** argv) {
  CLI::App app{"simulate: the whole engine in one thread, scheduled and broken by a seed"};
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  bool keep_going = false;
  bool verbose = false;
  auto standby = chronus::supervisor::Standby::kHot;
  const std::map<std::string, chronus::supervisor::Standby> standbys = {
      {"hot", chronus::supervisor::Standby::kHot}, {"warm", chronus::supervisor::Standby::kWarm}};
  app.add_option("--seed", seed, "the first seed")->capture_default_str();
  app.add_option("--seeds", seeds, "how many")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--standby", standby, "hot or warm")->transform(CLI::CheckedTransformer(standbys));
  app.add_flag("-v,--verbose", verbose, "tell what the supervisor tells");
  app.add_flag("--keep-going", keep_going, "after a seed that fails");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  spdlog::set_level(verbose ? spdlog::level::debug : spdlog::level::off);
  return chronus::simulation::simulate(seed, seeds, standby, keep_going);
}
