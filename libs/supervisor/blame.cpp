// SPDX-License-Identifier: MIT
#include "supervisor/blame.hpp"

#include <signal.h>

#include "engine/patch.hpp"
#include "sandbox/sandbox.hpp"

namespace chronus::supervisor {

bool has_failed(const ipc::SlotReport& report) {
  return report.state.load(std::memory_order_acquire) == ipc::WorkerState::kFailed;
}

bool is_true_failure(const ipc::SlotReport& report) {
  // All of it was written before the state that has_failed() saw (acquire).
  return has_failed(report) &&
         report.failure.load(std::memory_order_relaxed) != ipc::WorkerFailure::kNone &&
         report.failure_sum.load(std::memory_order_relaxed) == ipc::failure_sum_of(report);
}

std::optional<Place> blamed_place(const ipc::SlotReport& report) {
  // Counted from one; a worker may have written anything.
  const std::int32_t said = report.blamed_place.load(std::memory_order_relaxed);
  if (said < 1 || said > engine::kModulePlaces) return std::nullopt;
  return static_cast<Place>(said - 1);
}

std::string failure_text(const ipc::SlotReport& report, const std::string& module) {
  const auto from = [&](const char* what) {
    return module.empty() ? std::string(what) : std::string(what) + " from module " + module;
  };
  switch (report.failure.load(std::memory_order_relaxed)) {
    case ipc::WorkerFailure::kNotFinite:
      return from("a sample that is no number");
    case ipc::WorkerFailure::kRunaway:
      return from("a level beyond all bounds");
    case ipc::WorkerFailure::kBadKeyframe:
      return "a keyframe that does not hold";
    case ipc::WorkerFailure::kNoPatch:
      return "a patch that it could not build";
    case ipc::WorkerFailure::kBadSegment:
      return "a segment that does not fit";
    case ipc::WorkerFailure::kNone:
      break;
  }
  return "for no reason it gives";
}

std::string end_of(const ipc::SlotReport& report, const ipc::ExitStatus& how) {
  const std::uint32_t noted = report.forbidden_call.load(std::memory_order_relaxed);
  if (!how.signalled || how.code != SIGSYS || noted == 0) return how.text();
  return how.text() + ": it called " + sandbox::call_name(noted - 1) + ", which a worker may not";
}

const char* why_killed(const ipc::ExitStatus& how, bool lied, bool hung) {
  if (!how.signalled || how.code != SIGKILL) return "";
  if (lied) return ": it claimed what cannot be";
  return hung ? ": it hung" : "";
}

bool is_in_a_command(const ipc::SlotReport& report) {
  return report.applying_seq.load(std::memory_order_acquire) >
         report.applied_seq.load(std::memory_order_acquire);
}

bool is_among_commands(const ipc::SlotReport& report) {
  return report.applying_seq.load(std::memory_order_acquire) >
         report.block_seq.load(std::memory_order_acquire);
}

std::uint64_t last_deed(const ipc::SlotReport& report) {
  const std::uint64_t before = report.block_seq.load(std::memory_order_acquire);
  const std::uint64_t begun = report.applying_seq.load(std::memory_order_acquire);
  if (begun <= before) return 0;
  if (!has_failed(report)) return begun;
  if (!is_true_failure(report)) return 0;
  const std::uint64_t blamed = report.blamed_seq.load(std::memory_order_relaxed);
  if (blamed == 0) return begun;
  return blamed > before && blamed <= begun ? blamed : 0;
}

}  // namespace chronus::supervisor
