// SPDX-License-Identifier: MIT
#include "supervisor/same_build.hpp"

#include <cinttypes>
#include <cstdio>

#include "supervisor/blame.hpp"

namespace chronus::supervisor {

std::string why_of_another_build(const ipc::SlotReport& report, std::uint64_t own) {
  // Acquire: what was said before the state.
  const bool is_mapped =
      report.state.load(std::memory_order_acquire) != ipc::WorkerState::kStarting;
  const std::uint64_t its = report.catalog.load(std::memory_order_acquire);
  if (its == own || (its == 0 && !is_mapped)) return {};
  char text[128] = {};
  std::snprintf(text, sizeof text,
                "it is of another build: its catalogue of modules is %016" PRIx64
                ", this chronusd's %016" PRIx64,
                its, own);
  return text;
}

std::string end_text(const ipc::SlotReport& report, std::uint64_t own,
                     const ipc::ExitStatus& status) {
  auto why = why_of_another_build(report, own);
  return why.empty() ? end_of(report, status) : why;
}

}  // namespace chronus::supervisor
