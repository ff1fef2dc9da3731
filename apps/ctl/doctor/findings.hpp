// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "apps/ctl/doctor/facts.hpp"

namespace chronus::ctl {

enum class Severity {
  kOk,
  kWarning,  ///< the music plays, but not as well, or not as safely, as it could
  kWrong,    ///< it will not play, or will be heard to break
};

/// What was looked at, what is the matter, and the command that mends it (empty where all is well,
/// or no command does).
struct Finding {
  Severity severity = Severity::kOk;
  std::string subject;
  std::string what;
  std::string remedy;
};

/// One or several for each part of the facts, in a fixed order. A pure function.
std::vector<Finding> examine(const Facts& facts);

/// The part of it that a running engine's own words are judged in.
std::vector<Finding> examine_engine(const Facts& facts);

Severity worst_of(const std::vector<Finding>& findings);

/// A line a finding, the remedy below it, and how many there are of each; or JSON:
/// `{"findings": [{"subject", "severity", "what", "remedy"}], "severity": "ok|warning|wrong"}`.
std::string findings_text(const std::vector<Finding>& findings);
std::string findings_json(const std::vector<Finding>& findings);

}  // namespace chronus::ctl
