// SPDX-License-Identifier: MIT
#include "apps/worker/worker_process.hpp"
#include "tests/support/other_build.hpp"

int main(int argc, char** argv) {
  const chronus::test::OtherBuild build;
  return chronus::run_worker_process(argc, argv, build.modules());
}
