// SPDX-License-Identifier: MIT
#pragma once

#include "engine/module_set.hpp"

namespace chronus {

/// All that a worker's main does: reads the arguments that chronusd gives, attaches, renders until
/// it is told to end. The exit status: 2 where it cannot use what it was handed (it says why on
/// stderr), 1 where it failed itself, else 0.
int run_worker_process(int argc, char** argv, const engine::ModuleSet& modules);

}  // namespace chronus
