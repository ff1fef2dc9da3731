// SPDX-License-Identifier: MIT
#include "render.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "request.hpp"

namespace chronus::ctl {

int render(const std::vector<std::string>& arguments) {
  const std::string name = "chronus-render";
  std::vector<char*> words{const_cast<char*>(name.c_str())};
  for (const auto& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  std::error_code ignored;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name;
  ::execv(beside.c_str(), words.data());
  ::execvp(name.c_str(), words.data());
  return misuse("cannot start " + name + ": " + std::generic_category().message(errno));
}

}  // namespace chronus::ctl
