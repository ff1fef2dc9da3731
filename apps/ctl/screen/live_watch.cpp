// SPDX-License-Identifier: MIT
#include "live_watch.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "apps/ctl/request.hpp"
#include "apps/ctl/screen/draw.hpp"
#include "apps/ctl/screen/model.hpp"
#include "apps/ctl/screen/terminal.hpp"
#include "apps/ctl/time_of_day.hpp"

namespace chronus::ctl {

namespace {

/// Heartbeats and load are figures for the eye.
constexpr auto kAsk = std::chrono::milliseconds(250);
/// A subscription outlives no restart of the server.
constexpr auto kSubscribe = std::chrono::milliseconds(750);
/// Pictures follow each other no faster; meters come 20 times a second.
constexpr auto kPicture = std::chrono::milliseconds(40);

/// Readable once one of them arrives; none of them ends the process by itself any more.
FileDescriptor signals_of_a_screen() {
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int one : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) ::sigaddset(&signals, one);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return FileDescriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

class LiveWatch {
 public:
  LiveWatch(Client& client, Terminal& terminal, int signals)
      : client_(client),
        terminal_(terminal),
        signals_(signals),
        model_(osc::to_text(client.server())) {}

  void take(const osc::Message& message) { model_.take(message, moment()); }

  void run() {
    while (!is_over_) {
      const auto now = Clock::now();
      if (now >= ask_at_) ask(now);
      if (now >= draw_at_ && is_changed_) show(now);
      std::array<pollfd, 3> waits{
          {{client_.fd(), POLLIN, 0}, {signals_, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
      ::poll(waits.data(), waits.size(), ms_until(is_changed_ ? draw_at_ : ask_at_));
      while (const auto message = client_.take()) {
        take(*message);
        is_changed_ = true;
      }
      model_.pass(moment());
      if (waits[1].revents != 0) take_signals();
      if ((waits[2].revents & (POLLERR | POLLHUP)) != 0) return;  // the terminal is gone
      if (waits[2].revents != 0) take_keys();
    }
  }

 private:
  static Moment moment() {
    return {std::chrono::nanoseconds(Clock::now().time_since_epoch()).count(), time_of_day()};
  }

  static int ms_until(Clock::time_point when) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(when - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000));
  }

  void ask(Clock::time_point now) {
    // What cannot be sent is not answered, and that is said.
    [[maybe_unused]] auto sent = client_.send({"/status", {}});
    if (now >= subscribe_at_) {
      sent = client_.send({"/notify", {1, "all"}});
      subscribe_at_ = now + kSubscribe;
    }
    ask_at_ = now + kAsk;
    is_changed_ = true;  // time has passed
  }

  void show(Clock::time_point now) {
    if (!view_.is_held || is_view_changed_) {
      terminal_.show(draw(model_, view_, terminal_.rows(), terminal_.columns()));
    }
    is_view_changed_ = is_changed_ = false;
    draw_at_ = now + kPicture;
  }

  void take_signals() {
    signalfd_siginfo signal{};
    while (::read(signals_, &signal, sizeof signal) == sizeof signal) {
      if (signal.ssi_signo == SIGWINCH) {
        terminal_.resize();
        is_view_changed_ = is_changed_ = true;
      } else {
        is_over_ = true;
      }
    }
  }

  void take_keys() {
    constexpr int kEndOfText = 3;  // Ctrl-C, where it makes no signal
    constexpr int kControlL = 12;
    constexpr int kPage = 8;
    for (int key = terminal_.key(); key != Terminal::kNone; key = terminal_.key()) {
      is_view_changed_ = is_changed_ = true;
      if (key == 'q' || key == 'Q' || key == kEndOfText) is_over_ = true;
      if (key == ' ') view_.is_held = !view_.is_held;
      if (key == 'c') model_.clear_peaks();
      if (key == kControlL) terminal_.draw_anew();
      if (key == Terminal::kUp) scroll(-1);
      if (key == Terminal::kDown) scroll(1);
      if (key == Terminal::kPageUp) scroll(-kPage);
      if (key == Terminal::kPageDown) scroll(kPage);
    }
  }

  void scroll(int by) {
    const Json& all = at(model_.status(), "sequencers");
    const int last = all.is_array() ? std::max(static_cast<int>(all.size()) - 1, 0) : 0;
    view_.first_sequencer = std::clamp(view_.first_sequencer + by, 0, last);
  }

  Client& client_;
  Terminal& terminal_;
  int signals_;
  ScreenModel model_;
  View view_;
  Clock::time_point ask_at_{};
  Clock::time_point subscribe_at_{};
  Clock::time_point draw_at_{};
  bool is_changed_ = true;
  bool is_view_changed_ = true;
  bool is_over_ = false;
};

}  // namespace

int live_watch(Client& client, std::chrono::milliseconds wait) {
  if (auto sent = client.send({"/status", {}}); !sent) return misuse(sent.reason());
  const auto first = client.receive(Clock::now() + wait);
  if (!first && wait.count() > 0) return no_answer(client.server());
  const auto signals = signals_of_a_screen();
  if (signals.get() < 0) return misuse("cannot wait for signals");
  auto terminal = Terminal::open();
  if (!terminal) return misuse(terminal.reason() + ": use chronusctl tail");
  LiveWatch watch(client, **terminal, signals.get());
  if (first) watch.take(*first);
  watch.run();
  [[maybe_unused]] const auto sent = client.send({"/notify", {0}});
  return kDone;
}

}  // namespace chronus::ctl
