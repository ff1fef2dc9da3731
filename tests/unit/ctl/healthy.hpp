// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <string>
#include <vector>

#include "apps/ctl/doctor/findings.hpp"

namespace chronus::ctl {

/// A machine and an engine in which all is well.
inline Facts healthy() {
  Facts facts;
  facts.version = "1.2.3";
  facts.user = {"ann", false, {"ann", "audio"}};
  facts.realtime.granted = 70;
  facts.realtime.limit = 95;
  facts.memory.limit_bytes = -1;
  facts.governors = {"performance", "performance"};
  facts.sound.jack = true;
  facts.sound.cards = {"HDA Intel PCH"};
  facts.port = {"127.0.0.1:5005", 5005, true, false, EADDRINUSE, 77, "chronusd", 'S'};
  facts.state.path = "/srv/ann/state";
  facts.state.exists = facts.state.is_directory = facts.state.is_writable = true;
  facts.state.mode = 0700;
  facts.state.free_bytes = 50ULL << 30U;
  facts.state.folders = {{"journals", 12ULL << 20U, 1}, {"recordings", 3ULL << 30U, 20}};
  facts.clock = {true, true, 1'500};
  facts.engine.answers = true;
  facts.engine.version = "1.2.3";
  facts.engine.status = json_of(R"({"uptime_s": 3725.5, "load": 0.1, "lead": 4, "failovers": 0,
    "lost_frames": 0, "quarantined": 0, "diverged": 0, "levels": {"peak_db": -6.0},
    "audio": {"api": "jack", "device": "system", "state": "running", "underruns": 0,
              "concealed_frames": 0, "note": ""},
    "conductor": {"scheduling": "SCHED_FIFO 65"},
    "supervisor": {"memory_locked": true}, "standby": {"mode": "hot", "spare_ready": true},
    "workers": [
      {"slot": 0, "state": "ready", "role": "primary", "last_death": "", "memory_locked": true,
       "scheduling": "SCHED_FIFO 60"},
      {"slot": 1, "state": "ready", "role": "standby", "last_death": "", "memory_locked": true,
       "scheduling": "SCHED_FIFO 60"}],
    "sequencers": [{"id": "kick", "playing": true, "muted": false}],
    "record": {"state": "idle", "file": "", "seconds": 0.0},
    "session": {"kept": true, "has_hole": false},
    "journal": {"file": "/srv/ann/state/journals/j", "has_hole": false,
                "keep_bytes": 1073741824, "keep_days": 0}})");
  return facts;
}

/// `warning: what -> remedy` of each finding of a subject that is not well.
inline std::vector<std::string> ills(const Facts& facts, const std::string& subject) {
  std::vector<std::string> found;
  for (const auto& one : examine(facts)) {
    if (one.subject != subject || one.severity == Severity::kOk) continue;
    found.push_back((one.severity == Severity::kWrong ? "wrong: " : "warning: ") + one.what +
                    " -> " + one.remedy);
  }
  return found;
}

}  // namespace chronus::ctl
