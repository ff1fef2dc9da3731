// SPDX-License-Identifier: MIT
#include "watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "osc/socket.hpp"
#include "request.hpp"

namespace chronus::ctl {

namespace {

constexpr auto kRenewal = std::chrono::seconds(5);

/// Readable once SIGINT or SIGTERM arrives, which no longer end the process by themselves.
osc::FileDescriptor stop_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return osc::FileDescriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
}

class Watch {
 public:
  Watch(Client& client, std::chrono::milliseconds wait)
      : client_(client), wait_(wait.count() == 0 ? kRenewal : wait), met_(wait.count() == 0) {}

  int run() {
    const auto stop = stop_signals();
    if (stop.get() < 0) return misuse("cannot wait for signals");
    subscribe();
    auto renew_at = Clock::now() + wait_;
    while (std::ferror(stdout) == 0) {
      // Standard output reports only that the reader of a pipe has gone.
      std::array<pollfd, 3> waits{
          {{client_.fd(), POLLIN, 0}, {stop.get(), POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(renew_at - Clock::now());
      ::poll(waits.data(), waits.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
      if (waits[1].revents != 0 || (waits[2].revents & POLLERR) != 0) break;
      print_what_came();
      if (Clock::now() < renew_at) continue;
      if (!answered_ && !report_silence()) return kNoAnswer;
      subscribe();
      renew_at = Clock::now() + kRenewal;
    }
    [[maybe_unused]] const auto status = client_.send({"/notify", {0}});
    return kDone;
  }

 private:
  static bool is_state(const osc::Message& message) {
    const auto* kind = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
    return message.address == "/event" && kind != nullptr && *kind == "state";
  }

  /// /version asks for a sign of life, whatever becomes of the subscription.
  void subscribe() {
    answered_ = false;
    for (const auto& message : {osc::Message{"/notify", {1}}, osc::Message{"/version", {}}}) {
      if (auto status = client_.send(message); !status) misuse(status.reason());
    }
  }

  void print_what_came() {
    while (const auto message = client_.take()) {
      answered_ = true;
      silent_ = false;
      met_ = true;
      if (message->address == "/version.reply") continue;
      const bool about_notify = !message->args.empty() && osc::as_string(message->args[0]) &&
                                *osc::as_string(message->args[0]) == "/notify";
      if (message->address == "/done" && about_notify) continue;
      // A renewal brings the state again.
      if (is_state(*message) && std::exchange(knows_state_, true)) continue;
      print_message(*message);
    }
  }

  /// False when there was never an answer.
  bool report_silence() {
    if (!silent_) no_answer(client_.server());
    silent_ = true;
    knows_state_ = false;  // whoever answers next is another one
    return met_;
  }

  Client& client_;
  std::chrono::milliseconds wait_;
  bool met_;               ///< an answer has come at some time, or none was to be waited for
  bool answered_ = false;  ///< since the last subscription
  bool silent_ = false;
  bool knows_state_ = false;
};

}  // namespace

int watch(Client& client, std::chrono::milliseconds wait) { return Watch(client, wait).run(); }

}  // namespace chronus::ctl
