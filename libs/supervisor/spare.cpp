// SPDX-License-Identifier: MIT
#include "supervisor/spare.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "base/scheduling.hpp"
#include "supervisor/same_build.hpp"

namespace chronus::supervisor {

void Spare::keep(bool may_start, std::int64_t now_ns) {
  if (standby_ == Standby::kOff) return;
  bury(now_ns);
  look(now_ns);
  if (worker_ || !may_start || !throttle_.may_start(now_ns)) return;
  // Making its segment touches thousands of pages.
  const OrdinaryScheduling not_urgent;
  if (auto worker = starter_.start()) {
    worker_ = std::move(*worker);
    wakefulness_ = {};
    was_killed_ = false;
  } else {
    spdlog::warn("no spare worker: {}", worker.reason());
    throttle_.on_refused_start(now_ns);
  }
}

void Spare::bury(std::int64_t now_ns) {
  ipc::ExitStatus status;
  if (!worker_ || !worker_->process->try_reap(&status)) return;
  spdlog::warn("the spare worker ended: {}",
               end_text(worker_->segment->report(), starter_.catalog(), status));
  worker_.reset();
  was_lost_ = true;
  throttle_.on_death(now_ns, {});
}

/// A spare that does not come round is none: it neither takes a slot nor tells a standstill.
void Spare::look(std::int64_t now_ns) {
  if (!worker_ || !is_mapped(*worker_)) return;
  wakefulness_.look(*rounds(), now_ns);
  if (wakefulness_.is_awake()) {
    if (std::exchange(was_lost_, false)) spdlog::info("a spare worker waits again");
    return throttle_.on_ready();
  }
  if (was_killed_ || !wakefulness_.is_gone()) return;
  if (worker_->process->is_runnable() && !wakefulness_.is_long_gone()) return;
  spdlog::warn("the spare worker does not come round: it is replaced");
  worker_->process->signal(SIGKILL);
  was_killed_ = true;
}

bool Spare::is_fit() const {
  ipc::ExitStatus ignored;
  if (!worker_ || worker_->process->has_ended(&ignored)) return false;
  return !is_mapped(*worker_) || wakefulness_.is_awake();
}

std::optional<StartedWorker> Spare::take() {
  if (!is_fit()) return std::nullopt;
  return give_up();
}

std::optional<StartedWorker> Spare::give_up() { return std::exchange(worker_, std::nullopt); }

std::optional<std::uint64_t> Spare::rounds() const {
  if (!worker_) return std::nullopt;
  return worker_->segment->report().heartbeat.load(std::memory_order_relaxed);
}

SpareFacts Spare::facts() const {
  const char* mode = standby_ == Standby::kHot    ? "hot"
                     : standby_ == Standby::kWarm ? "warm"
                                                  : "off";
  return {mode, worker_ ? worker_->process->pid() : 0, worker_ && is_mapped(*worker_) && is_fit()};
}

}  // namespace chronus::supervisor
