// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "supervisor/options.hpp"

namespace chronus::supervisor {

/// Where to listen and to whom, as the options say it; empty: nobody has said anything.
struct PlacesAsWritten {
  std::string osc;
  std::string osc_host;
  std::string osc_port;
  std::string dirt;
  std::vector<std::string> allow;
};

/// Fills in where `options` listen and who may speak to them. `osc_is_given`: on the command line.
/// The Error names the option. Asks the resolver for names.
Status find_places(const PlacesAsWritten& written, bool osc_is_given, Options* options);

}  // namespace chronus::supervisor
