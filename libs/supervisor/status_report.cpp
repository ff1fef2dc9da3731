// SPDX-License-Identifier: MIT
#include "supervisor/status_report.hpp"

#include <algorithm>

#include "conductor/json_text.hpp"
#include "supervisor/device_json.hpp"

namespace chronus::supervisor {
namespace {

Json worker_json(Slot slot, const WorkerStatus& worker, bool is_primary) {
  Json json{{"slot", number_of(slot)},
            {"pid", worker.pid},
            {"role", is_primary ? "primary" : "standby"},
            {"state", failover::to_text(worker.state)},
            {"generation", worker.generation},
            {"deaths", worker.deaths},
            {"last_death", worker.last_death},
            {"heartbeat_age_ms", nullptr},
            {"rendered_frame", nullptr},
            {"load", nullptr}};
  if (!worker.figures) return json;
  const auto& figures = *worker.figures;
  if (figures.beat_age_ns) {
    json["heartbeat_age_ms"] = static_cast<double>(*figures.beat_age_ns) / 1e6;
  }
  json["rendered_frame"] = figures.rendered;
  json["load"] = figures.load;
  json["blocks"] = figures.blocks;
  json["late_commands"] = figures.late_commands;
  json["memory_locked"] = figures.memory_locked;
  json["confined"] = figures.confined;
  json["scheduling"] = to_text(figures.scheduling);
  return json;
}

Json workers_json(const StatusReport& report) {
  auto workers = Json::array();
  for (const Slot slot : kSlots) {
    workers.push_back(worker_json(slot, report.workers[slot], slot == report.primary));
  }
  return workers;
}

/// As the primary says; the other plays the same.
Json voices_json(const StatusReport& report) {
  const auto& primary = report.workers[report.primary].figures;
  return {{"used", primary ? primary->voices_used : 0U},
          {"stolen", primary ? primary->voices_stolen : std::uint64_t{0}}};
}

Json audio_json(const StatusReport& report) {
  const auto& device = report.device;
  return {{"api", audio::api_name(device.api)},
          {"device", device.device},
          {"state", audio::state_name(device.state)},
          {"underruns", report.underruns},
          {"concealed_frames", report.concealed_frames},
          {"period", device.period_frames},
          {"xruns", device.xruns},
          {"scheduling", device.scheduling},
          {"lost", device.lost},
          {"reopened", device.reopened},
          {"slow", device.slow},
          {"wanted", wanted_json(device)},
          {"note", device.note}};
}

Json record_json(const audio::RecordStatus& status) {
  const char* state = status.state == audio::RecordState::kRecording ? "recording"
                      : status.state == audio::RecordState::kFailed  ? "failed"
                                                                     : "idle";
  Json record{{"state", state}, {"file", status.file}, {"seconds", status.seconds}};
  if (!status.reason.empty()) record["reason"] = status.reason;
  return record;
}

/// The busiest part decides whether the whole keeps up.
double whole_load(const StatusReport& report) {
  double load = report.conductor_load;
  for (const auto& worker : report.workers) {
    if (worker.figures) load = std::max(load, worker.figures->load);
  }
  return load;
}

void add_stream(const StatusReport& report, Json* status) {
  auto& json = *status;
  json["version"] = report.version;
  json["rate"] = report.format.rate;
  json["block"] = report.format.block_frames;
  json["lead"] = report.lead;
  json["simd"] = report.simd;
  json["ceiling"] = report.ceiling;
  json["channels"] = report.format.channels;
  json["frame"] = report.played;
  json["uptime_s"] = static_cast<double>(report.uptime_ns) / 1e9;
  json["audio"] = audio_json(report);
  json["load"] = whole_load(report);
  json["levels"] = {{"peak_db", to_json_number(report.levels.peak_db)},
                    {"rms_db", to_json_number(report.levels.rms_db)},
                    {"clipped", report.levels.clipped}};
}

void add_workers(const StatusReport& report, Json* status) {
  auto& json = *status;
  json["active_slot"] = number_of(report.primary);
  json["failovers"] = report.failovers;
  json["role_changes"] = report.role_changes;
  json["diverged"] = report.diverged;
  json["lost_frames"] = report.lost_frames;
  json["quarantined"] = report.quarantined;
  json["restores"] = {{"count", report.restores}, {"last_gap_frames", report.restore_gap_frames}};
  json["standby"] = {{"mode", report.spare.mode},
                     {"spare_pid", report.spare.pid},
                     {"spare_ready", report.spare.ready}};
  json["workers"] = workers_json(report);
  json["voices"] = voices_json(report);
}

void add_session(const StatusReport& report, Json* status) {
  auto& session = (*status)["session"];
  session["kept"] = report.session.is_kept;
  session["has_hole"] = report.session.has_hole;
  session["dropped"] = report.session.dropped;
  session["refused"] = report.session.refused;
  session["restored"] = report.session_frame >= 0;
  if (report.session_frame < 0) return;
  session["frame"] = report.session_frame;
  session["was_frame"] = report.session_was_frame;
}

void add_files(const StatusReport& report, Json* status) {
  auto& json = *status;
  json["record"] = record_json(report.record);
  json["journal"] = {
      {"file", report.journal.file},           {"dropped", report.journal.dropped},
      {"holes", report.journal.holes},         {"has_hole", report.journal.has_hole},
      {"removed", report.journal.removed},     {"keep_bytes", report.journal.keep_bytes},
      {"keep_days", report.journal.keep_days}, {"answers", report.journals_disk_answers}};
  add_session(report, status);
  if (report.state_dir_lost) {
    json["state_dir"] = {{"there", report.state_dir_is_there}, {"lost", *report.state_dir_lost}};
  }
  json["log"] = {{"dropped", report.log_dropped}};
}

void add_threads(const StatusReport& report, Json* status) {
  auto& json = *status;
  json["commands"]["dropped"] = report.osc.dropped;
  json["commands"]["malformed"] = report.osc.bad;
  json["events"] = {{"dropped", report.events_dropped}};
  if (report.sync) json["sync"] = *report.sync;
  json["conductor"] = {{"load", report.conductor_load},
                       {"out_of_memory", report.out_of_memory},
                       {"scheduling", report.scheduling.conductor}};
  json["osc"] = {{"scheduling", report.scheduling.osc},
                 {"dropped_by_kernel", report.osc.dropped_by_kernel},
                 {"answers_dropped", report.osc.answers_dropped},
                 {"strangers", report.osc.strangers}};
  json["supervisor"] = {{"scheduling", report.scheduling.supervisor},
                        {"memory_locked", report.memory_lock != MemoryLock::kRefused},
                        {"new_memory_locked", report.memory_lock == MemoryLock::kAll}};
}

}  // namespace

std::string status_text(const conductor::SceneStatus& conductor_part, const StatusReport& report) {
  Json status = to_json(conductor_part);
  add_stream(report, &status);
  add_workers(report, &status);
  add_files(report, &status);
  add_threads(report, &status);
  return to_text(status);
}

std::string record_text(const audio::RecordStatus& record) { return to_text(record_json(record)); }

}  // namespace chronus::supervisor
