// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <thread>

namespace chronus::test {

/// Returns when another thread has made it true, which a test's limit of time bounds: nothing is
/// said by how long it took.
template <class Condition>
void wait_until(const Condition& condition) {
  while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace chronus::test
