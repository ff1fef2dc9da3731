// SPDX-License-Identifier: MIT
#pragma once

#include <new>
#include <utility>

namespace chronus {

/// Does `work`, as far as there is memory. False: it has run out, and what came after it is not
/// done. For threads that nothing may be thrown out of: one that ended so would end the process.
template <class Work>
bool as_memory_allows(Work&& work) {
  try {
    std::forward<Work>(work)();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace chronus
