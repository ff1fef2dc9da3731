// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sequencer/sequencer.hpp"
#include "sequencer/text.hpp"

/// What Bank says of an edit that it refuses.
namespace chronus::sequencer {

/// `who` begins the error, e.g. "sequencer 'kick'". NaN is in no range.
inline Status check_range(const std::string& who, std::string_view what, double value, double low,
                          double high) {
  if (value >= low && value <= high) return {};
  return Error{who + ": " + std::string(what) + " " + number(value) + " is outside " + number(low) +
               " to " + number(high)};
}

inline std::string who(const Sequencer& sequencer) { return "sequencer " + quoted(sequencer.id()); }

inline Error of(const Sequencer& sequencer, const std::string& reason) {
  return Error{who(sequencer) + ": " + reason};
}

}  // namespace chronus::sequencer
