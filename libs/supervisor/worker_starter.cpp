// SPDX-License-Identifier: MIT
#include "supervisor/worker_starter.hpp"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace chronus::supervisor {

Result<StartedWorker> WorkerStarter::start() {
  auto segment = ipc::SlotSegment::create(session_, started_ + 1, format_, reserve_);
  if (!segment) return segment.error();
  ++started_;
  StartedWorker worker;
  worker.segment = std::make_shared<ipc::SlotSegment>(std::move(*segment));
  auto process = launcher_.start(worker.segment);
  if (!process) return process.error();
  worker.process = std::move(*process);
  return worker;
}

void end_all(std::span<const StartedWorker> workers, std::int64_t patience_ns, Clock now_ns) {
  for (const auto& worker : workers) {
    if (worker.process == nullptr) continue;
    worker.segment->orders().quit.store(1, std::memory_order_release);
    worker.segment->orders().wake.wake();
  }
  const std::int64_t deadline_ns = now_ns() + patience_ns;
  for (const auto& worker : workers) {
    if (worker.process == nullptr || worker.process->pidfd() < 0) continue;
    pollfd ended{worker.process->pidfd(), POLLIN, 0};
    const auto left_ns = std::max<std::int64_t>(deadline_ns - now_ns(), 0);
    poll(&ended, 1, static_cast<int>(left_ns / 1'000'000));  // then its destructor kills
  }
}

}  // namespace chronus::supervisor
