// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "osc/rate_limit.hpp"
#include "osc/server.hpp"
#include "osc/text.hpp"

/// A stand-in for chronusd that speaks a little of its vocabulary, and chronusctl, which is run
/// against it.
namespace chronus::osc {

using namespace std::string_literals;  // NOLINT: of tests alone

inline constexpr const char* kStatus =
    R"({"version":"0.1.0","rate":48000,"block":128,"lead":4,"channels":2,
"frame":96000,"uptime_s":3725.5,"audio":{"api":"null","device":"","state":"running","underruns":3},
"active_slot":0,"failovers":1,"lost_frames":0,"quarantined":0,"workers":[{"slot":0,"pid":11,
"role":"primary","state":"ready","generation":1,"heartbeat_age_ms":2,"rendered_frame":96512,
"load":0.125}],"commands":{"accepted":10,"refused":2,"late":0,"clamped":4},"sequencers":[{"id":"kick",
"playing":true,"bpm":120}],"sequencers_total":1,"record":{"state":"recording","file":"take.wav","seconds":2.5}})";

class StandIn : public Handler {
 public:
  Server* server = nullptr;

  void packet(const Endpoint& from, std::span<Bundle> bundles) override {
    for (const auto& bundle : bundles) {
      for (const auto& message : bundle.messages) answer(from, message);
    }
  }
  void bad_message(const Endpoint&, const BadMessage&) override {}
  void bad_packet(const Endpoint&, const std::string&) override {}

  /// All that arrived, written as a score writes it; /sync left out.
  std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  void answer(const Endpoint& from, const Message& message) {
    note(message);
    const std::string& address = message.address;
    if (address == "/sync") server->send(from, {"/synced", message.args});
    if (address == "/status") server->send(from, {"/status.reply", {kStatus + ""s}});
    if (address == "/version") server->send(from, {"/version.reply", {"chronus"s, "0.1.0"s}});
    if (address == "/mod/none/gain_db" && limit_.allow(from, monotonic_ns())) {
      server->send(from, {"/fail", {address, "no module none"s}});
    }
    if (address == "/seq/create" || address == "/worker/restart") {
      server->send(from, {"/done", {"/other"s}});
      server->send(from, {"/done", {address, message.args.at(0)}});
    }
    if (address == "/worker/kill") server->send(from, {"/fail", {address, "needs --drills"s}});
    more(from, message);
    if (address == "/seq/*") server->send(from, {"/done", {"/seq/start"s}});
    if (address == "/notify" && message.args.size() == 2 && to_text(message.args[1]) == "stpe") {
      server->send(from, {"/fail", {address, "'stpe' is no kind of event"s}});
      return;
    }
    if (address == "/notify" && as_integer(message.args.at(0)) == 1) {
      server->send(from, {"/event", {"state"s, kStatus + ""s}});
      server->send(from, {"/event", {"step"s, "{\"id\": \"kick\"}"s}});
      server->send(from, {"/event", {"failover"s, "{\"slot\": 1}"s}});
    }
  }

  /// What verbs ask for.
  void more(const Endpoint& from, const Message& message) {
    const std::string& address = message.address;
    const auto reply = [&](const std::string& json) {
      server->send(from, {address + ".reply", {json}});
    };
    const bool is_page = message.args.size() == 1;
    if (address == "/seq/list") {
      reply(is_page ? R"({"items": ["snare"], "more": false})"
                    : R"({"items": ["hat", "kick"], "more": true, "next": 2})");
    }
    if (address == "/seq/bpm" && message.args.size() == 1) {
      server->send(from, {"/seq/bpm.reply", {message.args[0], 120.0}});
    }
    if (address == "/patch/get") {
      reply(R"({"modules": [{"type": "sine", "id": "osc1", "params": {}, "voices": null}],
                "connections": [{"dst": "output", "src": "osc1", "depth": 0.25}], "draft": false})");
    }
    if (address == "/patch/commit") {
      server->send(from,
                   {"/done", {address, R"({"added": ["a", "b"], "removed": [], "kept": []})"s}});
    }
    if (address == "/record/start" || address == "/session/undo" || address == "/session/save") {
      server->send(from, {"/done", {address}});
    }
    if (address == "/session/load")
      server->send(from, {"/fail", {address, "no session 'x'"s, "x"s}});
    if (address == "/dirt/hello") server->send(from, {"/dirt/hello/reply", {}});
    clamp(from, message);
  }

  /// Sequencers of eight steps, and notes.
  void clamp(const Endpoint& from, const Message& message) {
    const std::string& address = message.address;
    const auto clamped = [&](const std::string& what, int given, int used) {
      server->send(from, {"/clamped", {what, given, used}});
    };
    if (address == "/note/high") clamped(address, 200, 127);
    if (address == "/note/wide") clamped(address + "/speed", 99, 16);
    const bool is_cut = address == "/seq/pattern" || address == "/seq/param_lane";
    if (!is_cut || message.args.empty()) return;
    clamped("/seq/patterns/other", 12, 8);
    const auto* id = as_string(message.args[0]);
    if (id != nullptr && *id == "k*") {
      for (const char* one : {"/k1", "/k2"}) clamped(address + one, 24, 8);
    } else {
      clamped(address + "/" + to_text(message.args[0]), 24, 8);
    }
    server->send(from, {"/done", {address, message.args[0]}});
  }

  void note(const Message& message) {
    if (message.address == "/sync") return;
    std::string line = message.address;
    for (const auto& arg : message.args) line += " " + to_text(arg);
    const std::lock_guard lock(mutex_);
    heard_.push_back(line);
  }

  RateLimit limit_ = fail_rate_limit();  // as chronusd has it
  std::mutex mutex_;                     // guards heard_, between the server thread and the test
  std::vector<std::string> heard_;
};

struct Outcome {
  int status = -1;
  std::string output;  ///< standard output and error
};

inline Outcome shell(const std::string& command_line) {
  Outcome result;
  FILE* pipe = ::popen((command_line + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) result.output += buffer.data();
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

inline std::string no_answer_from(const std::string& server) {
  return "chronusctl: no answer from " + server +
         ": is chronusd running? try: chronusctl doctor --osc " + server + "\n";
}

class Chronusctl : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Server::open({INADDR_LOOPBACK, 0}, stand_in_);
    ASSERT_TRUE(opened) << opened.reason();
    server_ = std::move(*opened);
    stand_in_.server = server_.get();
    ASSERT_TRUE(server_->start());
  }

  /// `printf` makes what stands on standard input.
  Outcome send_lines(const std::string& printf) {
    return shell("printf " + printf + " | " CHRONUSCTL " --wait 20000 --osc " +
                 to_text(server_->endpoint()) + " send -");
  }

  Outcome ctl(const std::string& args) {
    return shell(CHRONUSCTL " --wait 20000 --osc " + to_text(server_->endpoint()) + " " + args);
  }

  StandIn stand_in_;
  std::unique_ptr<Server> server_;
};

}  // namespace chronus::osc
