// SPDX-License-Identifier: MIT
#include "status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <vector>

#include "json_text.hpp"
#include "table.hpp"

namespace chronus::ctl {

namespace {

std::string percent(double share) { return fmt::format("{:.3f} %", share * 100.0); }

std::string clock_time(const Json& seconds) {
  if (!seconds.is_number()) return "-";
  const auto total = seconds.get<std::int64_t>();
  return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
}

std::string recording(const Json& record) {
  if (text(record, "file") == "-") return text(record, "state");
  return fmt::format("{}  {}  {}", text(record, "state"), text(record, "file"),
                     with_unit(at(record, "seconds"), "s"));
}

std::string engine_rows(const Json& status) {
  const Json& audio = at(status, "audio");
  const Json& commands = at(status, "commands");
  const std::string note = text(audio, "note");
  return table({
      {"chronus",
       fmt::format("{}  up {}", text(status, "version"), clock_time(at(status, "uptime_s")))},
      {"audio",
       fmt::format("{}  {}  {}  underruns {}{}", text(audio, "api"), text(audio, "device"),
                   text(audio, "state"), text(audio, "underruns"), note == "-" ? "" : "  " + note)},
      {"format",
       fmt::format("{} Hz  block {}  lead {}  channels {}", text(status, "rate"),
                   text(status, "block"), text(status, "lead"), text(status, "channels"))},
      {"engine", fmt::format("frame {}  load {}  active slot {}", text(status, "frame"),
                             text(status, "load"), text(status, "active_slot"))},
      {"faults", fmt::format("failovers {}  lost frames {}  quarantined {}  restores {}",
                             text(status, "failovers"), text(status, "lost_frames"),
                             text(status, "quarantined"), text(at(status, "restores"), "count"))},
      {"standby", fmt::format("{}  spare {}", text(at(status, "standby"), "mode"),
                              text(at(status, "standby"), "spare_ready"))},
      {"commands",
       fmt::format("accepted {}  refused {}  late {}  clamped {}", text(commands, "accepted"),
                   text(commands, "refused"), text(commands, "late"), text(commands, "clamped"))},
      {"record", recording(at(status, "record"))},
  });
}

std::string worker_rows(const Json& workers) {
  std::vector<Row> rows{
      {"SLOT", "ROLE", "STATE", "PID", "GENERATION", "HEARTBEAT", "FRAME", "LOAD"}};
  for (const auto& worker : workers) {
    rows.push_back({text(worker, "slot"), text(worker, "role"), text(worker, "state"),
                    text(worker, "pid"), text(worker, "generation"),
                    with_unit(at(worker, "heartbeat_age_ms"), "ms"), text(worker, "rendered_frame"),
                    text(worker, "load")});
  }
  return table(rows);
}

std::string sequencer_rows(const Json& sequencers) {
  if (!sequencers.is_array() || sequencers.empty()) {
    return fmt::format("sequencers {}\n", text(sequencers));
  }
  std::vector<Row> rows{{"SEQUENCER", "PLAYING", "BPM", "STEP", "STEPS", "PATTERN"}};
  for (const auto& sequencer : sequencers) {
    if (!sequencer.is_object()) {
      rows.push_back({text(sequencer)});
      continue;
    }
    rows.push_back({text(sequencer, "id"), text(sequencer, "playing"), text(sequencer, "bpm"),
                    text(sequencer, "current_step"), text(sequencer, "steps"),
                    text(sequencer, "pattern")});
  }
  return table(rows);
}

std::string workers_in_a_line(const Json& workers) {
  std::string line;
  for (const auto& worker : workers) {
    line += fmt::format(", worker {} {} {}", text(worker, "slot"), text(worker, "state"),
                        text(worker, "role"));
  }
  return line;
}

}  // namespace

Result<std::string> status_line(const std::string& json) {
  const auto status = json_of(json);
  if (!status.is_object()) return Error{"the server's state is not a JSON object: " + json};
  const Json& audio = at(status, "audio");
  return fmt::format("up {}, audio {} {}{}, failovers {}, lost frames {}, sequencers {}, record {}",
                     clock_time(at(status, "uptime_s")), text(audio, "api"), text(audio, "state"),
                     workers_in_a_line(at(status, "workers")), text(status, "failovers"),
                     text(status, "lost_frames"), text(status, "sequencers_total"),
                     text(at(status, "record"), "state"));
}

Result<std::string> module_table(const std::string& json) {
  const auto costs = json_of(json);
  const Json& modules = at(costs, "modules");
  if (!modules.is_array()) return Error{"the server's costs are not a list of modules: " + json};
  double sum = 0.0;
  std::vector<Row> rows{{"MODULE", "TYPE", "OF A BLOCK"}};
  for (const auto& module : modules) {
    const Json& cost = at(module, "cost");
    if (cost.is_number()) sum += cost.get<double>();
    rows.push_back({text(module, "id"), text(module, "type"),
                    cost.is_number() ? percent(cost.get<double>()) : "-"});
  }
  rows.push_back({"all", "", percent(sum)});
  return table(rows);
}

double uptime_of(const std::string& json) {
  const auto status = json_of(json);
  const Json& uptime = at(status, "uptime_s");
  return uptime.is_number() ? uptime.get<double>() : 0.0;
}

Result<std::string> status_table(const std::string& json) {
  const auto status = json_of(json);
  if (!status.is_object()) return Error{"the server's status is not a JSON object: " + json};
  return engine_rows(status) + "\n" + worker_rows(at(status, "workers")) + "\n" +
         sequencer_rows(at(status, "sequencers"));
}

}  // namespace chronus::ctl
