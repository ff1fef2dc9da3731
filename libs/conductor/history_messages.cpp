// SPDX-License-Identifier: MIT
#include "conductor/conductor.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {
namespace {

template <History::Way kWay>
Outcome go(const Call& call) {
  return call.conductor.undo(call, kWay);
}

Outcome history(const Call& call) { return call.conductor.tell_history(call); }

constexpr Route kHistoryRoutes[] = {
    {.address = "/session/undo", .perform = go<History::Way::kUndo>, .company = Company::kNever},
    {.address = "/session/redo", .perform = go<History::Way::kRedo>, .company = Company::kNever},
    {.address = "/undo", .perform = go<History::Way::kUndo>, .company = Company::kNever},
    {.address = "/redo", .perform = go<History::Way::kRedo>, .company = Company::kNever},
    {.address = "/session/history", .perform = history},
};

}  // namespace

std::span<const Route> history_routes() { return kHistoryRoutes; }

}  // namespace chronus::conductor
