// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace chronus::engine {

struct Probe;

/// Who looks on while a rack renders; either may be null.
struct Onlookers {
  std::atomic<std::uint64_t>* modules_done = nullptr;  ///< counts up, relaxed, with each module
  Probe* probe = nullptr;  ///< is told what each module took and what it gave
};

}  // namespace chronus::engine
