// SPDX-License-Identifier: MIT
#pragma once

namespace chronus {

/// What a simulator hangs its scheduler into. Null in a running engine; set before any thread runs.
inline void (*g_schedule_hook)() = nullptr;

/// Marks a place between two steps that others can observe: another thread or process may come in
/// between, or this one may end here. Costs a load and a branch.
inline void schedule_point() {
  if (g_schedule_hook != nullptr) g_schedule_hook();
}

}  // namespace chronus
