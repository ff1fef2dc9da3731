// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>

#include "supervisor/standby.hpp"

namespace chronus::simulation {

/// What can go wrong between any two steps.
enum class Fault {
  kKill,            ///< SIGKILL of a worker, wherever it stands
  kCrash,           ///< a worker ends by SIGSEGV while it applies nothing
  kPoison,          ///< a command kills, or hangs, whoever applies it
  kLoseBoth,        ///< SIGKILL of every worker at once
  kFreeze,          ///< SIGSTOP, some with SIGCONT later
  kSlow,            ///< a worker gets a tenth of its steps for a while
  kStall,           ///< nobody but the callback runs for a while, or the workers do not
  kLateCallback,    ///< the device skips periods, then asks for several at once
  kLostWake,        ///< a worker sleeps through a wake
  kSpuriousWake,    ///< a worker wakes for nothing
  kLateSupervisor,  ///< the main thread or the conductor does not run for a while
  kRefusedStart,    ///< no process or no memory for a new worker
  kScribble,        ///< a worker writes nonsense where it may write
  kWildWords,       ///< words that a worker shares take random values, once or again and again
  kBurst,           ///< many messages at once, good and bad
  kFlood,           ///< more commands at once than a worker's ring holds
  kCommit,          ///< a client commits a patch that sounds the same
  kRestart,         ///< a client has a worker replaced
};
inline constexpr int kFaults = 18;
std::string_view name_of(Fault fault);

/// How a run ended; the exit status of the simulator.
enum class Verdict {
  kPassed = 0,
  kUnsafe = 1,  ///< a sample differs, a frame is missing, a promise is broken
  kUsage = 2,
  kNotLive = 3,  ///< it did not recover once the faults had stopped
};

struct Report {
  Verdict verdict = Verdict::kPassed;
  std::string what;  ///< the first thing that was wrong
  std::array<std::uint64_t, kFaults> injected{};
  std::uint64_t total() const {
    return std::accumulate(injected.begin(), injected.end(), std::uint64_t{0});
  }
  int workers_started = 0;
  std::int64_t frames = 0;
  std::uint64_t trace = 0;  ///< of every round: who stood where, and what was heard
  std::int64_t longest_recovery_blocks = 0;  ///< from losing a worker to both ready, undisturbed
};

/// One run: everything in it follows from the seed. Faults first, then none, and the checks in
/// check.hpp all the way. With a warm standby one worker plays, which is lost once at most: what a
/// second loss within seconds gives up is no longer the reference.
Report run(std::uint64_t seed, supervisor::Standby standby = supervisor::Standby::kHot);

}  // namespace chronus::simulation
