// SPDX-License-Identifier: MIT
#include "request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>

#include "osc/pattern.hpp"
#include "server_address.hpp"

namespace chronus::ctl {

namespace {

/// One that the vocabulary does not have is refused, and answered.
bool is_silent_when_good(const vocabulary::Vocabulary& vocabulary, const osc::Message& message) {
  const auto* known = vocabulary.find(message.address);
  return known != nullptr && known->answer == vocabulary::Answer::kSilent &&
         message.args.size() != known->asks_with;
}

/// An answer to a pattern may name what matched.
bool names(std::string_view named, const std::string& address) {
  return named == address || osc::matches(address, named);
}

/// Whether the reply names the address as what it answers. One to a packet that was not understood
/// cannot name the address.
bool names(const osc::Message& reply, const std::string& address) {
  const auto* named = reply.args.empty() ? nullptr : osc::as_string(reply.args[0]);
  return named != nullptr && (*named == "#packet" || names(*named, address));
}

/// Whether it tells what was taken in place of what the message gave. Of a sequencer or of a note's
/// parameter it names that behind the address: `/seq/pattern/kick`, `/note/pad/speed`.
bool is_clamped(const osc::Message& reply, const std::string& address) {
  if (reply.address != "/clamped" || reply.args.empty()) return false;
  const auto* named = osc::as_string(reply.args[0]);
  if (named == nullptr) return false;
  const std::string_view all = *named;
  const auto end = all.rfind('/');
  const auto without_last = all.substr(0, end == std::string_view::npos ? 0 : end);
  return names(all, address) || names(without_last, address);
}

/// Of Chronus, or as SuperDirt has it: `/dirt/hello/reply`.
bool is_reply_to(std::string_view reply, const std::string& address) {
  for (const std::string_view ending : {".reply", "/reply"}) {
    if (!reply.ends_with(ending)) continue;
    reply.remove_suffix(ending.size());
    return reply == address || osc::matches(address, reply);
  }
  return false;
}

/// Whether it may mean several things, each of which is answered.
bool means_several(const osc::Message& message) {
  const auto is_pattern = [](const osc::Arg& arg) {
    const auto* text = osc::as_string(arg);
    return text != nullptr && osc::is_pattern(*text);
  };
  return osc::is_pattern(message.address.text()) ||
         std::any_of(message.args.begin(), message.args.end(), is_pattern);
}

/// How the request ended, where the reply says so.
std::optional<int> outcome(const osc::Message& reply, const std::string& address) {
  if (reply.address == "/done" && names(reply, address)) return kDone;
  if (reply.address == "/fail" && names(reply, address)) return kRefused;
  if (is_reply_to(reply.address.text(), address)) return kDone;
  if (reply.address == "/synced" && address == "/sync") return kDone;
  return std::nullopt;
}

bool is_json(const std::string& text) { return text.starts_with('{') || text.starts_with('['); }

/// Up to how it ended: what was clamped is told before.
int wait_for_outcome(Client& client, const osc::Message& message, Clock::time_point deadline,
                     const Print& print) {
  while (const auto reply = client.receive(deadline)) {
    const auto end = outcome(*reply, message.address.text());
    if (end || is_clamped(*reply, message.address.text())) print(*reply);
    if (end) return *end;
  }
  return no_answer(client.server());
}

/// Whether the reply answers this very /sync, and not one of a message before, of which a /fail was
/// the first answer.
bool is_synced(const osc::Message& reply, const osc::Message& sync) {
  return reply.address == "/synced" && !reply.args.empty() &&
         osc::as_integer(reply.args[0]) == osc::as_integer(sync.args[0]);
}

/// The /sync is sent after the message from the same socket, so a /fail arrives before /synced.
int wait_for_silence(Client& client, const osc::Message& message, const osc::Message& sync,
                     Clock::time_point deadline, const Print& print) {
  while (const auto reply = client.receive(deadline)) {
    if (reply->address == "/fail" && names(*reply, message.address.text())) {
      print(*reply);
      return kRefused;
    }
    if (is_clamped(*reply, message.address.text())) print(*reply);
    // A server that knows no /sync has answered all the same.
    if (is_synced(*reply, sync) || names(*reply, sync.address.text())) return kDone;
  }
  return no_answer(client.server());
}

/// Prints all that answers the message, up to the answer to the /sync behind it. Refused where one
/// of them was.
int wait_for_all(Client& client, const osc::Message& message, const osc::Message& sync,
                 Clock::time_point deadline, const Print& print) {
  int end = kDone;
  while (const auto reply = client.receive(deadline)) {
    const std::string& address = message.address.text();
    const auto one = outcome(*reply, address);
    if (one || is_clamped(*reply, address)) print(*reply);
    if (one == kRefused) end = kRefused;
    if (is_synced(*reply, sync) || names(*reply, sync.address.text())) return end;
  }
  return no_answer(client.server());
}

}  // namespace

int request(Client& client, const vocabulary::Vocabulary& vocabulary, const osc::Message& message,
            std::chrono::milliseconds wait, const Print& print) {
  const auto deadline = Clock::now() + wait;
  if (auto status = client.send(message); !status) return misuse(status.reason());
  if (wait.count() == 0) return kDone;
  const bool is_of_several = means_several(message);
  if (!is_of_several && !is_silent_when_good(vocabulary, message)) {
    return wait_for_outcome(client, message, deadline, print);
  }
  const osc::Message sync{"/sync", {client.next_number()}};
  if (auto status = client.send(sync); !status) return misuse(status.reason());
  if (is_of_several) return wait_for_all(client, message, sync, deadline, print);
  return wait_for_silence(client, message, sync, deadline, print);
}

std::string to_text(const osc::Message& message) {
  std::string line = message.address.text();
  for (const auto& arg : message.args) {
    const auto* text = osc::as_string(arg);
    line += ' ';
    line += text != nullptr && is_json(*text) ? *text : osc::to_text(arg);
  }
  return line;
}

void print_message(const osc::Message& message) {
  fmt::print("{}\n", to_text(message));
  // A pipe must see an event when it happens.
  std::fflush(stdout);
}

void print_answer(const osc::Message& message) {
  if (message.address == "/fail") {
    refused(message);
  } else {
    print_message(message);
  }
}

int refused(const osc::Message& fail) {
  const auto* reason = fail.args.size() > 1 ? osc::as_string(fail.args[1]) : nullptr;
  fmt::print(stderr, "chronusctl: {}\n", reason != nullptr ? *reason : to_text(fail));
  return kRefused;
}

int no_answer(const osc::Endpoint& server) {
  const auto name = osc::to_text(server);
  const auto other = name == default_server() ? "" : " --osc " + name;
  fmt::print(stderr,
             "chronusctl: no answer from {}: is chronusd running? try: chronusctl doctor{}\n", name,
             other);
  return kNoAnswer;
}

int misuse(const std::string& reason) {
  fmt::print(stderr, "chronusctl: {}\n", reason);
  return kMisuse;
}

}  // namespace chronus::ctl
