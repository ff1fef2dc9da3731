// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/file_descriptor.hpp"
#include "catalog/catalog.hpp"
#include "supervisor/options.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

struct Ending {
  int status = 0;
  /// False: not all has been let go, and the process has to end by _exit().
  bool is_clean = true;
};

/// Runs the supervisor until SIGTERM, SIGINT, SIGHUP or the end of the score. Exit status: 0 for an
/// orderly end, 1 when it could not begin, or could not close its files (the log says why), 2 where
/// it was asked for what contradicts itself. After a signal it takes less than two seconds,
/// whatever hangs. Call from the main thread; other threads that are there already have all signals
/// blocked. Workers must know the same modules. `handed`: sockets to listen on that the service
/// manager has bound, which are then among those of `options.access`; none: it binds its own.
/// `options` outlive all threads.
Ending run(Options& options, const catalog::Catalog& catalog,
           const vocabulary::Vocabulary& vocabulary, std::vector<FileDescriptor> handed);

}  // namespace chronus::supervisor
