// SPDX-License-Identifier: MIT
#include "supervisor/device_room.hpp"

#include <spdlog/spdlog.h>

#include "base/as_memory_allows.hpp"
#include "base/clock.hpp"
#include "supervisor/device_json.hpp"
#include "supervisor/greeting.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kPoll_ns = 100'000'000;
/// Between two events that differ in their figures alone.
constexpr std::int64_t kFigures_ns = 1'000'000'000;

bool is_the_same(const audio::DeviceStatus& a, const audio::DeviceStatus& b) {
  return a.state == b.state && a.api == b.api && a.device == b.device &&
         a.wanted_api == b.wanted_api && a.wanted_device == b.wanted_device &&
         a.by_hand == b.by_hand;
}

}  // namespace

void DeviceRoom::start_thread(Outbox& outbox) {
  kept_.start_thread(outbox, [this](const auto& what) { listeners_.announcer.alarm(what); });
  desk_.open(outbox, [this](audio::Api api, const auto& device) { kept_.keep(api, device); });
}

Status DeviceRoom::open(const osc::Endpoint& listens, const std::function<bool()>& is_told_to_end) {
  listens_ = listens;
  const auto wanted = kept_.wanted([this](const auto& what) { listeners_.announcer.alarm(what); });
  keeper_ = std::make_unique<audio::DeviceKeeper>(wanted, output_);
  const std::int64_t now_ns = monotonic_ns();
  const auto kept = keeper_->start(now_ns, is_told_to_end);
  if (kept) look(now_ns);
  return kept;
}

/// What memory does not do for is done by one of the next steps.
bool DeviceRoom::step(std::int64_t now_ns) {
  const bool is_time = now_ns >= next_poll_ns_;
  (void)as_memory_allows([&] {
    if (is_time) {
      next_poll_ns_ = now_ns + kPoll_ns;
      keeper_->poll(now_ns);
    }
    desk_.step(*keeper_, now_ns);
    if (is_time) look(now_ns);
  });
  return is_time;
}

void DeviceRoom::look(std::int64_t now_ns) {
  const auto device = keeper_->status();
  listeners_.board.set_device(device);
  if (!is_news(device, now_ns)) return;
  if (!is_the_same(device, told_)) {
    log_device(device);
    listeners_.report.set_device(listens_, device);
  } else if (device.period_frames != told_.period_frames) {
    spdlog::info("audio {} asks for {} frames at once now, not {}", audio::api_name(device.api),
                 device.period_frames, told_.period_frames);
  }
  listeners_.announcer.tell("audio", device_event_text(device));
  told_ = device;
  told_at_ns_ = now_ns;
}

bool DeviceRoom::is_news(const audio::DeviceStatus& device, std::int64_t now_ns) const {
  if (!is_the_same(device, told_)) return true;
  const bool has_other_figures =
      device.period_frames != told_.period_frames || device.xruns != told_.xruns;
  return has_other_figures && now_ns - told_at_ns_ >= kFigures_ns;
}

}  // namespace chronus::supervisor
