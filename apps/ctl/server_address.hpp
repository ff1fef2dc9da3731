// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace chronus::ctl {

/// Where chronusd listens, unless told otherwise: what the environment says, else 127.0.0.1:5005.
std::string default_server();

/// `5005` and `:5005` are ports of this machine.
std::string with_host(const std::string& server);

}  // namespace chronus::ctl
