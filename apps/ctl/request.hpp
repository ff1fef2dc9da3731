// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "client.hpp"
#include "osc/message.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

enum ExitStatus : int {
  kDone = 0,
  kRefused = 1,   ///< the server answered /fail, or what it answered cannot be printed
  kMisuse = 2,    ///< nothing was sent
  kNoAnswer = 3,  ///< nobody answered in time
};

using Print = std::function<void(const osc::Message&)>;

/// Sends the message, passes what answers it to `print`, and says how it ended. Messages that are
/// silent when good, as the vocabulary says, are followed by a /sync, whose answer says that the
/// engine has played them. With a wait of 0 nothing is waited for.
int request(Client& client, const vocabulary::Vocabulary& vocabulary, const osc::Message& message,
            std::chrono::milliseconds wait, const Print& print);

/// The address and its arguments as in a score, JSON as it is.
std::string to_text(const osc::Message& message);

/// That, to standard output.
void print_message(const osc::Message& message);
/// The same, but of a /fail its reason, to standard error.
void print_answer(const osc::Message& message);

/// To standard error.
int refused(const osc::Message& fail);
int no_answer(const osc::Endpoint& server);
int misuse(const std::string& reason);

}  // namespace chronus::ctl
