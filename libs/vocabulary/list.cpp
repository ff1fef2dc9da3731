// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {

Vocabulary standard() {
  return Vocabulary({
      sequencers(),
      sound(),
      undoing(),
#define CHRONUS_SERVICE(name) name(),
#include "services/services.def"
#undef CHRONUS_SERVICE
      journal(),
  });
}

}  // namespace chronus::vocabulary
