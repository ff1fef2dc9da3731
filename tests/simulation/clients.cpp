// SPDX-License-Identifier: MIT
#include "clients.hpp"

namespace chronus::simulation {

std::vector<osc::Message> draw_burst(Random& random) {
  std::vector<osc::Message> messages;
  for (int i = random.below(60); i >= 0; --i) {
    switch (random.below(5)) {
      case 0:
        messages.push_back({"/status", {}});
        break;
      case 1:
        messages.push_back({"/seq/info", {"k"}});
        break;
      case 2:
        messages.push_back({"/seq/pattern", {"k", "bad!"}});
        break;
      case 3:
        messages.push_back({"/nobody", {}});
        break;
      default:
        messages.push_back({"/sync", {i}});
        break;
    }
  }
  return messages;
}

std::vector<osc::Message> flood_bundle() {
  return std::vector<osc::Message>(500, {"/mod/e/release", {2}});
}

}  // namespace chronus::simulation
