// SPDX-License-Identifier: MIT
#include "supervisor/status_board.hpp"

#include <algorithm>
#include <utility>

#include "engine/patch.hpp"
#include "engine/voices.hpp"
#include "log/async_log.hpp"

namespace chronus::supervisor {
namespace {

template <class T>
T relaxed(const std::atomic<T>& word) {
  return word.load(std::memory_order_relaxed);
}

constexpr std::uint32_t kMostVoices = engine::kMaxModules * engine::kMaxVoices;

double share_of_ppm(std::uint32_t ppm) { return ppm / 1e6; }

/// An empty slot keeps its last worker's segment for a while; what that says is over.
bool has_worker(const SlotFacts& facts) {
  using failover::SlotState;
  return facts.segment != nullptr && facts.state != SlotState::kDown &&
         facts.state != SlotState::kLeftDown && facts.state != SlotState::kUnused;
}

WorkerFigures figures_of(const ipc::SlotReport& report, std::int64_t now_ns) {
  WorkerFigures figures;
  if (relaxed(report.heartbeat_ns) != 0) figures.beat_age_ns = beat_age_ns(report, now_ns);
  figures.rendered = relaxed(report.rendered);
  figures.load = share_of_ppm(relaxed(report.load_ppm));
  figures.blocks = relaxed(report.blocks);
  figures.late_commands = relaxed(report.late_commands);
  figures.voices_used = std::min(relaxed(report.voices_used), kMostVoices);
  figures.voices_stolen = relaxed(report.voices_stolen);
  figures.memory_locked = relaxed(report.memory_locked) != 0;
  figures.confined = relaxed(report.confined) != 0;
  figures.scheduling = {static_cast<int>(relaxed(report.scheduling_policy)),
                        static_cast<int>(relaxed(report.scheduling_priority))};
  return figures;
}

WorkerStatus status_of(const SlotFacts& facts, std::int64_t now_ns) {
  WorkerStatus status{facts.pid,    facts.state,      facts.generation,
                      facts.deaths, facts.last_death, std::nullopt};
  if (has_worker(facts)) status.figures = figures_of(facts.segment->report(), now_ns);
  return status;
}

}  // namespace

StatusBoard::StatusBoard(const StreamFormat& format, int lead, const ConductorProgress& progress,
                         std::int64_t started_ns, Clock now_ns)
    : format_(format), lead_(lead), progress_(progress), started_ns_(started_ns), now_ns_(now_ns) {}

void StatusBoard::set_slot(Slot slot, SlotFacts facts) {
  const std::lock_guard lock(mutex_);
  facts_.slots[slot] = std::move(facts);
}

int StatusBoard::pid_in(Slot slot) const {
  const std::lock_guard lock(mutex_);
  return facts_.slots[slot].pid;
}

void StatusBoard::set_spare(SpareFacts facts) {
  const std::lock_guard lock(mutex_);
  facts_.spare = std::move(facts);
}

void StatusBoard::set_device(const audio::DeviceStatus& device) {
  const std::lock_guard lock(mutex_);
  facts_.device = device;
}

void StatusBoard::set_scheduling(const std::string& conductor) {
  const std::lock_guard lock(mutex_);
  facts_.scheduling.conductor = conductor;
}

void StatusBoard::set_supervisor_scheduling(const std::string& supervisor) {
  const std::lock_guard lock(mutex_);
  facts_.scheduling.supervisor = supervisor;
}

void StatusBoard::set_osc_scheduling(const std::string& osc) {
  const std::lock_guard lock(mutex_);
  facts_.scheduling.osc = osc;
}

void StatusBoard::set_memory_lock(MemoryLock lock) {
  const std::lock_guard guard(mutex_);
  facts_.memory_lock = lock;
}

void StatusBoard::set_osc(const OscFacts& osc) {
  const std::lock_guard lock(mutex_);
  facts_.osc = osc;
}

StatusBoard::Facts StatusBoard::facts() const {
  const std::lock_guard lock(mutex_);
  return facts_;
}

StatusReport StatusBoard::report() const {
  auto facts = this->facts();
  const std::int64_t now_ns = now_ns_();
  StatusReport report;
  report.version = CHRONUS_VERSION;
  report.format = format_;
  report.lead = lead_;
  report.simd = simd;
  report.ceiling = ceiling;
  report.uptime_ns = now_ns - started_ns_;
  report.played = output->played();
  report.underruns = output->underruns();
  report.concealed_frames = output->concealed_frames();
  report.device = std::move(facts.device);
  report.primary = progress_.primary();
  for (const Slot slot : kSlots) {
    report.workers[slot] = status_of(facts.slots[slot], now_ns);
  }
  report.spare = std::move(facts.spare);
  report.failovers = relaxed(figures.failovers);
  report.role_changes = relaxed(figures.role_changes);
  report.diverged = relaxed(figures.diverged);
  report.lost_frames = relaxed(figures.lost_frames);
  report.quarantined = relaxed(figures.quarantined);
  report.restores = relaxed(figures.restores);
  report.restore_gap_frames = relaxed(figures.restore_gap_frames);
  report.conductor_load = share_of_ppm(relaxed(figures.conductor_load_ppm));
  report.out_of_memory = relaxed(figures.out_of_memory);
  report.events_dropped = relaxed(figures.events_dropped);
  report.levels = {relaxed(figures.peak_db), relaxed(figures.rms_db), relaxed(figures.clipped)};
  report.osc = facts.osc;
  report.record = recorder->status();
  report.journal = journal->status();
  report.journals_disk_answers = disk_watch == nullptr || disk_watch->answers();
  if (session != nullptr) report.session = session->status();
  report.session_frame = relaxed(figures.session_frame);
  report.session_was_frame = relaxed(figures.session_was_frame);
  report.log_dropped = log::dropped_lines();
  if (sync != nullptr) report.sync = sync->json();
  if (state_watch != nullptr) {
    report.state_dir_lost = state_watch->lost();
    report.state_dir_is_there = state_watch->is_there();
  }
  report.scheduling = std::move(facts.scheduling);
  report.memory_lock = facts.memory_lock;
  return report;
}

}  // namespace chronus::supervisor
