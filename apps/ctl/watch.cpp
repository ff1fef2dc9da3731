// SPDX-License-Identifier: MIT
#include "watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "apps/ctl/screen/model.hpp"
#include "json_text.hpp"
#include "osc/socket.hpp"
#include "request.hpp"
#include "status_table.hpp"
#include "time_of_day.hpp"

namespace chronus::ctl {

namespace {

constexpr auto kRenewal = std::chrono::milliseconds(750);
constexpr auto kSilence = std::chrono::milliseconds(1'700);

/// Readable once SIGINT or SIGTERM arrives, which no longer end the process by themselves.
FileDescriptor stop_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return FileDescriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
}

void print_line(const std::string& line) {
  fmt::print("{} {}\n", time_of_day(), line);
  // A pipe must see an event when it happens.
  std::fflush(stdout);
}

std::string_view text_at(const osc::Message& message, std::size_t index) {
  const auto* text = index < message.args.size() ? osc::as_string(message.args[index]) : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

bool is_event(const osc::Message& message, std::string_view kind) {
  return message.address == "/event" && text_at(message, 0) == kind;
}

class Watch {
 public:
  Watch(Client& client, std::chrono::milliseconds wait, const WatchOptions& options)
      : client_(client),
        options_(options),
        meet_until_(Clock::now() + wait),
        heard_at_(Clock::now()),
        met_(wait.count() == 0) {}

  int run() {
    const auto stop = stop_signals();
    if (stop.get() < 0) return misuse("cannot wait for signals");
    auto renew_at = Clock::now();
    while (std::ferror(stdout) == 0) {
      if (Clock::now() >= renew_at) {
        subscribe();
        renew_at = Clock::now() + kRenewal;
      }
      // Standard output reports only that the reader of a pipe has gone.
      std::array<pollfd, 3> waits{
          {{client_.fd(), POLLIN, 0}, {stop.get(), POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
      ::poll(waits.data(), waits.size(), ms_until(std::min(renew_at, next_verdict())));
      if (waits[1].revents != 0 || (waits[2].revents & POLLERR) != 0) break;
      if (const auto end = print_what_came()) return unsubscribe(*end);
      if (!is_there() && !report_silence()) return kNoAnswer;
    }
    return unsubscribe(kDone);
  }

 private:
  static int ms_until(Clock::time_point when) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(when - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000));
  }

  /// When silence has lasted long enough.
  Clock::time_point next_verdict() const {
    if (silent_) return Clock::time_point::max();
    return met_ ? heard_at_ + kSilence : meet_until_;
  }

  bool is_there() const { return !silent_ && !client_.refused() && Clock::now() < next_verdict(); }

  int unsubscribe(int end) {
    [[maybe_unused]] const auto status = client_.send({"/notify", {0}});
    return end;
  }

  /// Renews the subscription, which outlives no restart of the server. /version asks for a sign of
  /// life, whatever becomes of the subscription.
  void subscribe() {
    osc::Message notify{"/notify", {1}};
    if (!options_.kinds.empty()) notify.args.emplace_back(options_.kinds);
    for (const auto& message : {notify, osc::Message{"/version", {}}}) {
      if (auto status = client_.send(message); !status) misuse(status.reason());
    }
  }

  /// How it ended, where it has.
  std::optional<int> print_what_came() {
    while (const auto message = client_.take()) {
      heard_at_ = Clock::now();
      met_ = true;
      if (std::exchange(silent_, false)) say("engine is back", "back");
      if (message->address == "/version.reply") continue;
      if (message->address == "/done" && text_at(*message, 0) == "/notify") continue;
      if (!is_tail() && is_too_often(*message)) continue;
      const bool is_of_us = message->address == "/fail" && text_at(*message, 0) == "/notify";
      if (is_of_us && is_tail()) return refused(*message);
      if (is_event(*message, "state")) {
        print_state(std::string(text_at(*message, 1)));
      } else if (is_tail()) {
        if (message->address == "/event") print_event(*message);
      } else {
        print_line(to_text(*message));
        ++printed_;
      }
      if (options_.most > 0 && printed_ >= options_.most) return kDone;
    }
    return std::nullopt;
  }

  /// Lines are for reading: no meters, and steps only where they are asked for.
  bool is_too_often(const osc::Message& message) const {
    return is_event(message, "meter") || (options_.kinds.empty() && is_event(message, "step"));
  }

  bool is_tail() const { return options_.format != WatchOptions::Format::kMessages; }

  void print_event(const osc::Message& message) {
    const std::string kind(text_at(message, 0));
    auto event = json_of(std::string(text_at(message, 1)));
    if (event.is_discarded()) event = std::string(text_at(message, 1));
    print_as(kind, event, kind + "  " + members_text(event));
    ++printed_;
  }

  /// Something that is no event of the server's.
  void say(const std::string& line, const char* kind) { print_as(kind, Json::object(), line); }

  void print_as(const std::string& kind, const Json& event, const std::string& line) {
    if (options_.format != WatchOptions::Format::kJson) return print_line(line);
    fmt::print("{}\n", to_line(Json{{"time", time_of_day()}, {"kind", kind}, {"event", event}}));
    std::fflush(stdout);
  }

  /// Every renewal brings the state again; it is news only of an engine that was not known yet,
  /// which may have taken the place of another between two renewals.
  void print_state(const std::string& json) {
    const double uptime_s = uptime_of(json);
    const bool is_known = knows_state_ && uptime_s >= uptime_s_;
    if (knows_state_ && !is_known) say("engine was started anew", "anew");
    knows_state_ = true;
    uptime_s_ = uptime_s;
    if (is_known || is_tail()) return;
    const auto line = status_line(json);
    print_line("state: " + (line ? *line : line.reason()));
  }

  /// False when there was never an answer.
  bool report_silence() {
    if (!met_) {
      no_answer(client_.server());
      return false;
    }
    if (!std::exchange(silent_, true)) say("engine gone", "gone");
    knows_state_ = false;  // whoever answers next is another one
    return true;
  }

  Client& client_;
  const WatchOptions& options_;
  Clock::time_point meet_until_;
  Clock::time_point heard_at_;
  bool met_;  ///< an answer has come at some time, or none was to be waited for
  bool silent_ = false;
  bool knows_state_ = false;
  double uptime_s_ = 0.0;
  int printed_ = 0;  ///< events
};

}  // namespace

int watch(Client& client, std::chrono::milliseconds wait, const WatchOptions& options) {
  return Watch(client, wait, options).run();
}

}  // namespace chronus::ctl
