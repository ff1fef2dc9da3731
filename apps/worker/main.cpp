// SPDX-License-Identifier: MIT
// A worker with the modules of Chronus. Started by chronusd only.
#include "apps/worker/worker_process.hpp"
#include "catalog/built_in.hpp"
#include "engine/built_in_code.hpp"
#include "engine/kernels.hpp"
#include "engine/simd.hpp"

int main(int argc, char** argv) {
  const auto catalog = chronus::catalog::built_in();
  const auto simd = chronus::engine::simd_of_environment();
  const chronus::engine::ModuleSet modules(catalog, chronus::engine::built_in_code(simd),
                                           chronus::engine::kernels(simd));
  return chronus::run_worker_process(argc, argv, modules);
}
