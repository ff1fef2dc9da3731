// SPDX-License-Identifier: MIT
#include "supervisor/kept_session.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "base/clock.hpp"
#include "base/sleep.hpp"
#include "session/taking_up.hpp"

namespace chronus::supervisor {
namespace {

/// The disk process of a run that was killed has something to finish yet, and the directory until
/// then.
constexpr std::int64_t kWaitForTheRunBefore_ns = 400'000'000;
constexpr std::int64_t kLookForLock_ns = 1'000'000;

}  // namespace

KeptSession::KeptSession(const Options& options, disk::Files& files)
    : options_(options), files_(files, options.state_dir + "/session") {}

bool KeptSession::take_directory(const Tell& tell) {
  const std::int64_t until_ns = monotonic_ns() + kWaitForTheRunBefore_ns;
  for (;;) {
    const auto taken = files_.open();
    if (!taken) {
      tell("the session is not kept: " + taken.reason());
      return false;
    }
    if (*taken) return true;
    if (monotonic_ns() >= until_ns) break;
    sleep_until(monotonic_ns() + kLookForLock_ns);
  }
  tell("the session in " + files_.directory() + " is another chronusd's: none is taken up or kept");
  return false;
}

std::unique_ptr<session::Replay> KeptSession::begin(const catalog::Catalog& catalog,
                                                    const vocabulary::Vocabulary& vocabulary,
                                                    const Tell& tell, const Tell& tell_over) {
  if (options_.demo || !options_.score.empty() || !take_directory(tell)) return nullptr;
  std::unique_ptr<session::Replay> replay;
  if (!options_.no_restore) {
    if (auto saved = session::take_up(files_, vocabulary, tell)) {
      if (!saved->engine_difference.empty()) {
        spdlog::warn("{}: {}", files_.path_of(saved->number), saved->engine_difference);
      }
      replay = std::make_unique<session::Replay>(std::move(*saved), catalog, vocabulary,
                                                 options_.drills);
      // What waited for a cycle has come meanwhile.
      is_taken_up_ = true;
      replay->advance_to_time(unix_ns());
      spdlog::info("the session of the run before goes on (--no-restore begins with nothing)");
    }
  }
  SessionWriter::Options writing;
  writing.tell = tell;
  writing.tell_over = tell_over;
  writer_.start(files_, options_.format, std::move(writing));
  if (replay) writer_.refused(replay->number(), replay->refusals());
  return replay;
}

}  // namespace chronus::supervisor
