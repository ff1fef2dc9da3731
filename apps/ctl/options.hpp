// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "client.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

/// What a command line of chronusctl says.
struct Options {
  Options(const vocabulary::Vocabulary& all, std::string of_this_program)
      : vocabulary(all), version(std::move(of_this_program)) {}

  const vocabulary::Vocabulary& vocabulary;
  std::string version;
  std::string server;
  int wait_ms = 1000;
  bool json = false;
  bool steps = false;
  bool plain = false;
  bool markdown = false;
  bool modules = false;
  int slot = 0;
  std::vector<std::string> kinds;  // of events
  int count = 0;                   // of events, then it ends; 0: goes on
  std::string state_directory;
  std::string prefix;  // of the messages that are listed
  std::string title;   // of their section in the docs
  std::string address;
  std::string line;  // that somebody is typing
  std::string shell;
  std::vector<std::string> args;  // that are sent as they stand

  std::chrono::milliseconds wait() const { return std::chrono::milliseconds(wait_ms); }
};

using Command = std::function<int(Client&, const Options&)>;

}  // namespace chronus::ctl
