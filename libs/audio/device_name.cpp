// SPDX-License-Identifier: MIT
#include "audio/device_name.hpp"

#include <algorithm>
#include <cctype>

namespace chronus::audio {
namespace {

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

bool contains(const std::string& name, const std::string& part) {
  return std::search(name.begin(), name.end(), part.begin(), part.end(), same_letter) != name.end();
}

}  // namespace

Result<std::size_t> find_device(const std::vector<std::string>& names, const std::string& wanted) {
  auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) {
    found = std::find_if(names.begin(), names.end(),
                         [&](const std::string& name) { return contains(name, wanted); });
  }
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string reason = "no device '" + wanted + "'; there are";
  for (const auto& name : names) reason += (&name == &names.front() ? " '" : ", '") + name + "'";
  return Error{reason};
}

}  // namespace chronus::audio
