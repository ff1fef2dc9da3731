// SPDX-License-Identifier: MIT
#include "audio/null_device.hpp"

#include <pthread.h>

#include <atomic>
#include <future>
#include <system_error>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "base/sleep.hpp"

namespace chronus::audio {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

class NullDevice final : public Device {
 public:
  NullDevice(const StreamFormat& format, Callback& callback)
      : format_(format),
        sink_(static_cast<std::size_t>(format.block_frames) * format.channels),
        thread_([this, &callback] { run(callback); }) {
    scheduling_ = ready_.get_future().get();
  }
  ~NullDevice() override {
    stop_.store(true, std::memory_order_relaxed);
    thread_.join();
  }

  DeviceInfo info() const override {
    DeviceInfo info;
    info.api = Api::kNull;
    info.name = kNullDevice;
    info.period_frames = format_.block_frames;
    info.scheduling = to_text(scheduling_);
    return info;
  }

 private:
  void run(Callback& callback) {
    pthread_setname_np(pthread_self(), "null clock");
    flush_denormals_on_this_thread();
    ready_.set_value(request_realtime(kAudioPriority));
    PeriodClock clock(format_.rate, format_.block_frames, monotonic_ns());
    while (!stop_.load(std::memory_order_relaxed)) {
      sleep_until(clock.next(monotonic_ns()));
      callback.render(sink_.data(), format_.block_frames);
    }
  }

  const StreamFormat format_;
  std::vector<float> sink_;  // the clock's thread's, which asks for no memory
  Scheduling scheduling_;
  std::promise<Scheduling> ready_;
  // Written by the owner, read by the clock's thread; join() orders the rest.
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace

PeriodClock::PeriodClock(int rate, int period_frames, std::int64_t start_ns)
    : rate_(rate), period_frames_(period_frames), anchor_ns_(start_ns) {}

std::int64_t PeriodClock::deadline() const {
  // Split so that frames * 10^9 cannot overflow.
  return anchor_ns_ + frames_ / rate_ * kNsPerSecond + frames_ % rate_ * kNsPerSecond / rate_;
}

std::int64_t PeriodClock::next(std::int64_t now_ns) {
  const std::int64_t most_late_ns = kMaxLatePeriods * period_frames_ * kNsPerSecond / rate_;
  if (now_ns - deadline() > most_late_ns) {
    anchor_ns_ = now_ns;
    frames_ = 0;
  }
  const std::int64_t due_ns = deadline();
  frames_ += period_frames_;
  return due_ns;
}

Result<std::unique_ptr<Device>> open_null_device(const StreamFormat& format, Callback& callback) {
  try {
    return std::unique_ptr<Device>(std::make_unique<NullDevice>(format, callback));
  } catch (const std::exception& e) {
    return Error{std::string("null clock: cannot start its thread: ") + e.what()};
  }
}

}  // namespace chronus::audio
