// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "osc/message.hpp"

namespace chronus::conductor {

/// `/done ADDRESS args…`: echoes what it answers, so that a client can tell which it was.
inline osc::Message done_message(const osc::Message& answered) {
  osc::Message reply{"/done", {answered.address}};
  reply.args.insert(reply.args.end(), answered.args.begin(), answered.args.end());
  return reply;
}

/// `/fail ADDRESS REASON args…`
inline osc::Message fail_message(const osc::Message& answered, const std::string& reason) {
  osc::Message reply{"/fail", {answered.address, reason}};
  reply.args.insert(reply.args.end(), answered.args.begin(), answered.args.end());
  return reply;
}

}  // namespace chronus::conductor
