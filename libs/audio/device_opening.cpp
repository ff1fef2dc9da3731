// SPDX-License-Identifier: MIT
#include "audio/device_opening.hpp"

#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace chronus::audio {
namespace {

using namespace std::chrono_literals;

// A server first fills its buffers with a burst of calls, and an idle PulseAudio sink may then take
// two seconds to come round; only after that do the calls show a clock.
constexpr int kCallsOfAClock = 12;
constexpr auto kClockLimit = 4s;

/// False when the system has no thread left.
template <class Work>
bool run_detached(Work work) {
  try {
    std::thread(std::move(work)).detach();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

/// Only a device that keeps calling (and gets silence so far) is worth stopping another for.
bool goes_on(const Ticket& ticket, std::int64_t calls_before) {
  const auto end = std::chrono::steady_clock::now() + kClockLimit;
  const auto is_a_clock = [&] { return ticket.calls() - calls_before >= kCallsOfAClock; };
  while (!is_a_clock() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(1ms);
  }
  return is_a_clock();
}

/// Success, or why there is no device.
Status open_into(LiveDevice* live, const Opening::Job& job, const DeviceRequest& wanted,
                 Misfit* misfit) {
  const std::int64_t calls_before = live->ticket.calls();
  auto device = job.open(wanted, live->ticket, misfit);
  if (!device) return device.error();
  live->device = std::move(*device);
  // By the time that it is admitted there is enough ready for it.
  job.gate->foresee_period(live->device->info().period_frames);
  if (goes_on(live->ticket, calls_before)) return {};
  const auto who = display_name(live->device->info().api);
  live->device.reset();
  return Error{std::string(who) + ": the device opens but does not go on asking for sound"};
}

bool has_moved(LiveDevice& live, const DeviceRequest& wanted) {
  const std::lock_guard lock(live.in_use);
  return live.device && live.device->move_to(wanted);
}

Opening::Outcome perform(Opening::Job& job) {
  if (job.instead_of) close(*job.instead_of);
  Opening::Outcome outcome;
  if (job.present && has_moved(*job.present, job.wanted)) {
    outcome.live = std::move(job.present);
    outcome.has_moved = true;
    return outcome;
  }
  const auto opened = open_into(job.live.get(), job, job.wanted, &outcome.misfit);
  if (opened) {
    outcome.live = std::move(job.live);
    return outcome;
  }
  outcome.reason = opened.reason();
  if (!job.instead_of) return outcome;
  Misfit ignored = Misfit::kNone;
  if (const auto again = open_into(job.live.get(), job, job.before, &ignored); again) {
    outcome.live = std::move(job.live);
    outcome.is_before = true;
  } else {
    outcome.reason += "; nor can the one before be had again: " + again.reason();
  }
  return outcome;
}

}  // namespace

void close(LiveDevice& live) {
  const std::lock_guard lock(live.in_use);
  live.device.reset();
}

void Ticket::render(float* out, int frames) noexcept {
  const bool is_heard = gate_->render(token_, out, frames);
  // One writer: no read-modify-write is needed.
  const auto add = [](std::atomic<std::int64_t>& counter, std::int64_t n) {
    counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  };
  add(frames_, frames);
  if (is_heard) add(heard_, 1);
  add(calls_, 1);
}

std::shared_ptr<Opening> Opening::begin(Job job) {
  auto opening = std::make_shared<Opening>();
  const bool has_begun = run_detached([opening, job = std::move(job)]() mutable {
    try {
      opening->finish(perform(job));
    } catch (const std::bad_alloc&) {
      opening->finish({nullptr, false, false, "out of memory", {}});
    }
  });
  if (!has_begun)
    opening->finish({nullptr, false, false, "no thread left to open the device on", {}});
  return opening;
}

void Opening::finish(Outcome outcome) {
  const std::lock_guard lock(mutex_);
  is_done_ = true;
  if (!is_abandoned_) outcome_ = std::move(outcome);
  changed_.notify_all();
}

std::optional<Opening::Outcome> Opening::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(outcome_, std::nullopt);
}

std::optional<Opening::Outcome> Opening::abandon() {
  const std::lock_guard lock(mutex_);
  is_abandoned_ = true;
  return std::exchange(outcome_, std::nullopt);
}

void Opening::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return is_done_; });
}

void close_elsewhere(std::shared_ptr<LiveDevice> live, std::chrono::milliseconds wait) {
  struct Closing {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
  };
  auto closing = std::make_shared<Closing>();
  // Without a thread left the device is closed right here, with the work that was to do it.
  if (!run_detached([closing, live = std::move(live)] {
        close(*live);
        const std::lock_guard lock(closing->mutex);
        closing->done = true;
        closing->changed.notify_all();
      })) {
    return;
  }
  std::unique_lock lock(closing->mutex);
  closing->changed.wait_for(lock, wait, [&] { return closing->done; });
}

}  // namespace chronus::audio
