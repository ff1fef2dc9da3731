// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "findings.hpp"

namespace chronus::ctl {

namespace {

constexpr double kSilent_db = -120.0;
constexpr double kHighLoad = 0.8;

/// What is found of the engine, one after the other; where nothing is, that it is well.
class EngineExam {
 public:
  explicit EngineExam(const Facts& facts) : facts_(facts), status_(facts.engine.status) {}

  std::vector<Finding> run() {
    sound();
    workers();
    faults();
    threads();
    files();
    if (found_.empty()) {
      const auto seconds = static_cast<std::int64_t>(number(status_, "uptime_s"));
      add(Severity::kOk,
          fmt::format("plays on {} since {}:{:02}:{:02}, load {}, no failover",
                      text(at(status_, "audio"), "api"), seconds / 3600, seconds / 60 % 60,
                      seconds % 60, text(status_, "load")),
          "");
    }
    return std::move(found_);
  }

 private:
  void add(Severity severity, std::string what, std::string remedy) {
    found_.push_back({severity, "engine", std::move(what), std::move(remedy)});
  }
  void warn(std::string what, std::string remedy) {
    add(Severity::kWarning, std::move(what), std::move(remedy));
  }
  void wrong(std::string what, std::string remedy) {
    add(Severity::kWrong, std::move(what), std::move(remedy));
  }

  void sound() {
    const Json& audio = at(status_, "audio");
    const std::string state = text(audio, "state");
    if (state == "fallback") {
      wrong(fmt::format("no sound: {} is looked for ({})", text(audio, "device"),
                        text(audio, "note")),
            "chronusctl audio list  # and audio use DEVICE, or start the server that is meant");
    } else if (state == "rate mismatch" || state == "period too long") {
      wrong(fmt::format("no sound: {} ({})", state, text(audio, "note")),
            "chronusctl audio use DEVICE  # or let the sound server have it as the engine has");
    } else if (state == "slow") {
      warn(fmt::format("the device is slow: {}", text(audio, "note")),
           "chronusctl audio use DEVICE  # or give the sound server a processor of its own");
    }
    if (number(audio, "underruns") > 0 || number(audio, "concealed_frames") > 0) {
      warn(fmt::format("{} underruns, {} frames concealed since its start",
                       text(audio, "underruns"), text(audio, "concealed_frames")),
           fmt::format("chronusd --lead {}  # more time for the workers",
                       std::clamp(static_cast<int>(number(status_, "lead")) * 2, 2, 32)));
    }
    const Json& sequencers = at(status_, "sequencers");
    const bool plays = sequencers.is_array() &&
                       std::any_of(sequencers.begin(), sequencers.end(), [](const Json& one) {
                         return at(one, "playing") == true && at(one, "muted") != true;
                       });
    const Json& peak = at(at(status_, "levels"), "peak_db");
    if (plays && peak.is_number() && peak.get<double>() < kSilent_db) {
      warn("a sequencer plays, and nothing is heard", "chronusctl patch get");
    }
  }

  void workers() {
    for (const auto& worker : at(status_, "workers")) {
      const auto state = text(worker, "state");
      if (state == "ready" || state == "unused") continue;
      const auto slot = text(worker, "slot");
      const auto death = text(worker, "last_death");
      const bool is_down = state == "left down";
      add(is_down ? Severity::kWrong : Severity::kWarning,
          fmt::format("the worker of slot {} is {}{}", slot, state,
                      death == "-" ? "" : ", the last one ended: " + death),
          "chronusctl restart " + slot);
    }
    const Json& standby = at(status_, "standby");
    if (at(standby, "spare_ready") == false && text(standby, "mode") != "off") {
      warn("the spare process is not ready", "chronusctl doctor  # again, in a second");
    }
  }

  void faults() {
    if (number(status_, "lost_frames") > 0) {
      wrong(text(status_, "lost_frames") + " frames of the music were lost",
            "chronusctl tail  # what happens next");
    }
    if (number(status_, "failovers") > 0) {
      std::string last;
      for (const auto& worker : at(status_, "workers")) {
        const auto death = text(worker, "last_death");
        if (death != "-") last += fmt::format(", slot {}: {}", text(worker, "slot"), death);
      }
      warn(fmt::format("{} failovers since its start{}", text(status_, "failovers"), last),
           "chronusctl tail  # what happens next");
    }
    if (number(status_, "quarantined") > 0) {
      warn(text(status_, "quarantined") + " commands are in quarantine: they killed a worker",
           "chronusctl tail");
    }
    if (number(status_, "diverged") > 0) {
      wrong("the workers differed in " + text(status_, "diverged") + " blocks",
            "chronusctl restart 1");
    }
    if (number(status_, "load") > kHighLoad) {
      warn(fmt::format("load {}: little is left for a fault", text(status_, "load")),
           "chronusctl status --modules  # what costs it");
    }
  }

  /// What the machine granted when it started, which may not be what it would grant now.
  void threads() {
    std::string ordinary;
    const auto look = [&](const char* name, const Json& part) {
      const Json& scheduling = at(part, "scheduling");
      if (!scheduling.is_string() || scheduling.get<std::string>().starts_with("SCHED_FIFO"))
        return;
      ordinary += (ordinary.empty() ? "" : ", ") + std::string(name);
    };
    look("conductor", at(status_, "conductor"));
    bool unlocked = at(at(status_, "supervisor"), "memory_locked") == false;
    for (const auto& worker : at(status_, "workers")) {
      look(number(worker, "slot") == 0.0 ? "worker 0" : "worker 1", worker);
      unlocked = unlocked || at(worker, "memory_locked") == false;
    }
    if (!ordinary.empty()) warn("without real-time priority: " + ordinary, start_anew());
    if (unlocked) warn("its memory is not locked", start_anew());
  }

  /// A limit that was raised is that of processes started since.
  std::string start_anew() const {
    return facts_.port.pid > 0 ? fmt::format("kill {} && chronusd", facts_.port.pid)
                               : "systemctl --user restart chronus";
  }

  void files() {
    const Json& record = at(status_, "record");
    if (text(record, "state") == "failed") {
      wrong(
          fmt::format("the recording {} failed: {}", text(record, "file"), text(record, "reason")),
          "chronusctl record start");
    }
    if (at(at(status_, "session"), "kept") == false) {
      warn("what is played now is not kept for the next start", see_disk());
    }
    if (at(at(status_, "session"), "has_hole") == true) {
      warn("not all that is played now is kept for the next start", see_disk());
    }
    if (at(at(status_, "journal"), "has_hole") == true) {
      warn("the journal has a hole at present", see_disk());
    }
  }

  std::string see_disk() const { return "df -h " + facts_.state.path; }

  const Facts& facts_;
  const Json& status_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> examine_engine(const Facts& facts) {
  const auto& engine = facts.engine;
  const auto& port = facts.port;
  if (!engine.answers) {
    if (port.program == "chronusd" && port.process_state == 'T') {
      return {{Severity::kWrong, "engine", fmt::format("chronusd ({}) is stopped", port.pid),
               fmt::format("kill -CONT {}", port.pid)}};
    }
    if (port.program == "chronusd") {
      return {{Severity::kWrong, "engine",
               fmt::format("chronusd ({}) does not answer on {}", port.pid, port.at),
               fmt::format("kill {} && chronusd  # its session goes on", port.pid)}};
    }
    return {{Severity::kWarning, "engine", "no chronusd answers on " + port.at, "chronusd"}};
  }
  std::vector<Finding> found;
  if (engine.version == facts.version) {
    found.push_back(
        {Severity::kOk, "versions", "chronusd and chronusctl are both " + facts.version, {}});
  } else {
    found.push_back(
        {Severity::kWarning, "versions",
         fmt::format("chronusd is {}, chronusctl {}",
                     engine.version.empty() ? "of a version it does not say" : engine.version,
                     facts.version),
         port.pid > 0 ? fmt::format("kill {} && chronusd  # the one of this chronusctl", port.pid)
                      : "systemctl --user restart chronus"});
  }
  if (!engine.status.is_object()) {
    found.push_back(
        {Severity::kWrong, "engine", "it answers, but not to /status", "chronusctl status"});
    return found;
  }
  for (auto& one : EngineExam(facts).run()) found.push_back(std::move(one));
  return found;
}

}  // namespace chronus::ctl
