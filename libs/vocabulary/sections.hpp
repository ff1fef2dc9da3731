// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "vocabulary/message.hpp"
#include "vocabulary/vocabulary.hpp"

/// The parts of the list, a file each.
namespace chronus::vocabulary {

Vocabulary::Section sequencers();
Vocabulary::Section sound();
Vocabulary::Section undoing();
Vocabulary::Section journal();
#define CHRONUS_SERVICE(name) Vocabulary::Section name();
#include "services/services.def"
#undef CHRONUS_SERVICE

// Arguments that many messages have.
inline constexpr std::size_t kMostValues = 1'023;  ///< more than there can be steps: cut
inline constexpr Argument kId{.name = "id", .type = Type::kSequencer};
inline constexpr Argument kValues{.name = "values", .type = Type::kValue, .most = kMostValues};
constexpr Argument on_off(std::string_view name) {
  return {.name = name, .type = Type::kWhole, .low = 0, .high = 1, .words = "0|1"};
}
/// Where a page of an answer begins.
inline constexpr Argument kOffset{
    .name = "offset", .type = Type::kWhole, .low = 0, .high = 2'147'483'647, .optional = true};

}  // namespace chronus::vocabulary
