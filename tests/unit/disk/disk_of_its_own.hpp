// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "disk/disk_process.hpp"

namespace chronus::disk {

/// The chronus-disk beside this test.
inline DiskProcess::Options options(const std::string& name) {
  DiskProcess::Options options;
  options.program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "chronus-disk";
  options.name = name;
  return options;
}

/// Children of this process, zombies among them.
inline std::vector<pid_t> children() {
  const auto task = "/proc/self/task/" + std::to_string(getpid()) + "/children";
  std::ifstream file(task);
  std::vector<pid_t> found;
  for (pid_t pid = 0; file >> pid;) found.push_back(pid);
  return found;
}

}  // namespace chronus::disk
