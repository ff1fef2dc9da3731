// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {

const Vocabulary& standard() {
  static const Vocabulary all({
      sequencers(),
      sound(),
#define CHRONUS_SERVICE(name) name(),
#include "services/services.def"
#undef CHRONUS_SERVICE
      journal(),
  });
  return all;
}

}  // namespace chronus::vocabulary
