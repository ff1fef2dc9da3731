// SPDX-License-Identifier: MIT
#include "supervisor/board.hpp"

#include <utility>

#include "base/scheduling.hpp"
#include "conductor/json_text.hpp"
#include "log/async_log.hpp"

namespace chronus::supervisor {
namespace {

template <class T>
T relaxed(const std::atomic<T>& word) {
  return word.load(std::memory_order_relaxed);
}

/// An empty slot keeps its last worker's segment for a while; what that says is over.
bool has_worker(const SlotFacts& facts) {
  using failover::SlotState;
  return facts.segment != nullptr && facts.state != SlotState::kDown &&
         facts.state != SlotState::kLeftDown && facts.state != SlotState::kUnused;
}

Json worker_json(int slot, const SlotFacts& facts, bool primary) {
  Json worker{{"slot", slot},
              {"pid", facts.pid},
              {"role", primary ? "primary" : "standby"},
              {"state", failover::to_text(facts.state)},
              {"generation", facts.generation},
              {"deaths", facts.deaths},
              {"last_death", facts.last_death},
              {"heartbeat_age_ms", nullptr},
              {"rendered_frame", nullptr},
              {"load", nullptr}};
  if (!has_worker(facts)) return worker;
  const auto& report = facts.segment->report();
  if (relaxed(report.heartbeat_ns) != 0) {
    worker["heartbeat_age_ms"] = static_cast<double>(beat_age_ns(report, monotonic_ns())) / 1e6;
  }
  worker["rendered_frame"] = relaxed(report.rendered);
  worker["load"] = relaxed(report.load_ppm) / 1e6;
  worker["blocks"] = relaxed(report.blocks);
  worker["late_commands"] = relaxed(report.late_commands);
  worker["memory_locked"] = relaxed(report.memory_locked) != 0;
  worker["scheduling"] = to_text(Scheduling{static_cast<int>(relaxed(report.scheduling_policy)),
                                            static_cast<int>(relaxed(report.scheduling_priority))});
  return worker;
}

Json record_object(const audio::RecordStatus& status) {
  const char* state = status.state == audio::RecordState::kRecording ? "recording"
                      : status.state == audio::RecordState::kFailed  ? "failed"
                                                                     : "idle";
  Json record{{"state", state}, {"file", status.file}, {"seconds", status.seconds}};
  if (!status.reason.empty()) record["reason"] = status.reason;
  return record;
}

}  // namespace

Board::Board(const StreamFormat& format, int lead, std::int64_t started_ns)
    : format_(format), lead_(lead), started_ns_(started_ns) {}

void Board::set_slot(int slot, SlotFacts facts) {
  const std::lock_guard lock(mutex_);
  facts_.slots[static_cast<std::size_t>(slot)] = std::move(facts);
}

int Board::pid_in(int slot) const {
  const std::lock_guard lock(mutex_);
  return facts_.slots[static_cast<std::size_t>(slot)].pid;
}

void Board::set_spare(SpareFacts facts) {
  const std::lock_guard lock(mutex_);
  facts_.spare = std::move(facts);
}

void Board::set_device(const audio::DeviceStatus& device) {
  const std::lock_guard lock(mutex_);
  facts_.device = device;
}

void Board::set_scheduling(const std::string& conductor) {
  const std::lock_guard lock(mutex_);
  facts_.conductor_scheduling = conductor;
}

void Board::set_supervisor_scheduling(const std::string& supervisor) {
  const std::lock_guard lock(mutex_);
  facts_.supervisor_scheduling = supervisor;
}

void Board::set_osc_scheduling(const std::string& osc) {
  const std::lock_guard lock(mutex_);
  facts_.osc_scheduling = osc;
}

void Board::set_memory_lock(MemoryLock lock) {
  const std::lock_guard guard(mutex_);
  facts_.memory_lock = lock;
}

void Board::set_osc(const OscFacts& osc) {
  const std::lock_guard lock(mutex_);
  facts_.osc = osc;
}

Board::Facts Board::facts() const {
  const std::lock_guard lock(mutex_);
  return facts_;
}

std::string Board::status_json(const std::string& conductor_part) const {
  Json status = Json::parse(conductor_part);
  const Facts facts = this->facts();
  status["version"] = CHRONUS_VERSION;
  status["rate"] = format_.rate;
  status["block"] = format_.block_frames;
  status["lead"] = lead_;
  status["channels"] = format_.channels;
  status["frame"] = output->played();
  status["uptime_s"] = static_cast<double>(monotonic_ns() - started_ns_) / 1e9;
  status["audio"] = {{"api", audio::api_name(facts.device.api)},
                     {"device", facts.device.device},
                     {"state", audio::state_name(facts.device.state)},
                     {"underruns", output->underruns()},
                     {"concealed_frames", output->concealed_frames()},
                     {"period", facts.device.period_frames},
                     {"xruns", facts.device.xruns},
                     {"scheduling", facts.device.scheduling},
                     {"lost", facts.device.lost},
                     {"reopened", facts.device.reopened},
                     {"note", facts.device.note}};
  status["active_slot"] = relaxed(primary);
  status["failovers"] = relaxed(failovers);
  status["role_changes"] = relaxed(role_changes);
  status["diverged"] = relaxed(diverged);
  status["lost_frames"] = relaxed(lost_frames);
  status["quarantined"] = relaxed(quarantined);
  status["restores"] = {{"count", relaxed(restores)},
                        {"last_gap_frames", relaxed(restore_gap_frames)}};
  status["standby"] = {{"mode", facts.spare.mode},
                       {"spare_pid", facts.spare.pid},
                       {"spare_ready", facts.spare.ready}};
  status["commands"]["dropped"] = facts.osc.dropped;
  status["commands"]["malformed"] = facts.osc.bad;
  status["events"] = {{"dropped", relaxed(events_dropped)}};
  auto workers = Json::array();
  for (int slot = 0; slot < 2; ++slot) {
    workers.push_back(
        worker_json(slot, facts.slots[static_cast<std::size_t>(slot)], slot == relaxed(primary)));
  }
  status["workers"] = std::move(workers);
  status["record"] = record_object(recorder->status());
  if (sync != nullptr) status["sync"] = sync->json();
  const auto written = journal->status();
  status["journal"] = {{"file", written.file},
                       {"dropped", written.dropped},
                       {"holes", written.holes},
                       {"has_hole", written.has_hole}};
  if (state_watch != nullptr) status["state_dir"] = {{"lost", state_watch->lost()}};
  status["log"] = {{"dropped", log::dropped_lines()}};
  status["conductor"] = {{"load", relaxed(conductor_load_ppm) / 1e6},
                         {"out_of_memory", relaxed(out_of_memory)},
                         {"scheduling", facts.conductor_scheduling}};
  status["osc"] = {{"scheduling", facts.osc_scheduling},
                   {"dropped_by_kernel", facts.osc.dropped_by_kernel},
                   {"answers_dropped", facts.osc.answers_dropped}};
  status["supervisor"] = {{"scheduling", facts.supervisor_scheduling},
                          {"memory_locked", facts.memory_lock != MemoryLock::kRefused},
                          {"new_memory_locked", facts.memory_lock == MemoryLock::kAll}};
  // The busiest part decides whether the whole keeps up.
  double load = relaxed(conductor_load_ppm) / 1e6;
  for (const auto& slot : facts.slots) {
    if (has_worker(slot)) {
      load = std::max(load, relaxed(slot.segment->report().load_ppm) / 1e6);
    }
  }
  status["load"] = load;
  return to_text(status);
}

std::string Board::record_json() const { return to_text(record_object(recorder->status())); }

}  // namespace chronus::supervisor
