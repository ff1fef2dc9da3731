// SPDX-License-Identifier: MIT
#include "virtual_worker.hpp"

#include <signal.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace chronus::simulation {
namespace {

constexpr std::int64_t kSleep_ns = 20'000'000;
constexpr std::int64_t kShortSleep_ns = 1'000'000;

VirtualWorker* running = nullptr;

/// Anything; what is near the truth, and what stands at the edge of what can be, more often.
std::uint64_t wild_value(Random& random, std::uint64_t truth) {
  switch (random.below(9)) {
    case 0:
      return 0;
    case 1:
      return ~std::uint64_t{0};
    case 2:
      return std::uint64_t{1} << 63U;
    case 3:
      return truth + 1;
    case 4:
      return truth - 1;
    case 5:
      return truth + static_cast<std::uint64_t>(64 * (1 + random.below(130)));
    case 6:
      return truth ^ (std::uint64_t{1} << random.below(64));
    case 7:
      return static_cast<std::uint64_t>(random.below(8));
    default:
      return random.bits();
  }
}

/// Half a word, or a whole one.
void spoil(Random& random, void* place) {
  const std::size_t bytes = random.one_in(3) ? 4 : 8;
  std::uint64_t value = 0;
  std::memcpy(&value, place, bytes);
  value = wild_value(random, value);
  std::memcpy(place, &value, bytes);
}

}  // namespace

VirtualWorker::VirtualWorker(const ipc::Control& control, supervisor::SharedSegment segment,
                             const engine::ModuleSet& modules, int pid, Clock clock)
    : segment_(std::move(segment)),
      engine_(segment_->header().format(), modules),
      loop_(control, *segment_, engine_, clock),
      pid_(pid),
      fiber_([this] { live(); }) {}

void VirtualWorker::live() {
  Fiber::give_way();  // being started takes its time
  loop_.report_mapped();
  for (;;) {
    seen_ = segment_->orders().wake.look();
    const auto next = loop_.step(now_ns_);
    if (next == worker::Next::kEnd) break;
    if (next != worker::Next::kGoOn) {
      asleep_ = true;
      wake_at_ns_ = now_ns_ + (next == worker::Next::kAwait ? kSleep_ns : kShortSleep_ns);
    }
    Fiber::give_way();
  }
  exit(segment_->report().state.load() == ipc::WorkerState::kFailed ? 1 : 0);
}

bool VirtualWorker::is_asleep(std::int64_t now_ns) const {
  return asleep_ && now_ns < wake_at_ns_ && segment_->orders().wake.look() == seen_;
}

void VirtualWorker::run(std::int64_t now_ns, bool spurious) {
  if (!is_alive() || frozen_ || looping_since_ns_) return;
  if (is_asleep(now_ns) && !spurious) return;
  now_ns_ = now_ns;
  asleep_ = false;
  running = this;
  fiber_.resume();
  running = nullptr;
}

bool VirtualWorker::stops_here() {
  if (running == nullptr || !running->is_alive()) return false;
  running->meet_poison();
  return !running->is_alive() || running->looping_since_ns_;
}

/// Where it has just begun a command that is poison.
void VirtualWorker::meet_poison() {
  const auto& report = segment_->report();
  const std::uint64_t applying = report.applying_seq.load();
  if (applying <= report.applied_seq.load()) return;
  const auto& ring = segment_->commands();
  const auto& command = ring.commands[ring.read.load() % ipc::CommandRing::kCapacity];
  if (command.op != engine::Op::kSetParam) return;
  if (command.value == kKillingValue) kill(SIGSEGV);
  if (command.value == kHangingValue) looping_since_ns_ = now_ns_;
}

void VirtualWorker::build() {
  if (is_alive() && !frozen_) (void)loop_.build_step();
}

std::int64_t VirtualWorker::cpu_ns(std::int64_t now_ns) const {
  return looping_since_ns_ && is_alive() && !frozen_ ? now_ns - *looping_since_ns_ : 0;
}

void VirtualWorker::kill(int signal) {
  if (status_) return;
  status_ = ipc::ExitStatus{true, signal};
}

void VirtualWorker::exit(int code) {
  if (status_) return;
  status_ = ipc::ExitStatus{false, code};
}

void VirtualWorker::lose_wake() { seen_ = segment_->orders().wake.look(); }

bool VirtualWorker::is_among_commands() const {
  const auto& report = segment_->report();
  return report.applying_seq.load() > report.block_seq.load();
}

void VirtualWorker::scribble(std::uint64_t random) {
  auto& report = segment_->report();
  const auto block = static_cast<std::int64_t>(random >> 8U) % ipc::AudioRing::kBlocks;
  auto audio = segment_->audio();
  switch (random % 6) {
    case 0:
      report.rendered.store(static_cast<Frame>(random));
      break;
    case 1:
      report.built_version.store(random);
      break;
    case 2:
      report.keyframe_size.store(static_cast<std::uint32_t>(random));
      break;
    case 3:
      report.state.store(static_cast<ipc::WorkerState>(random >> 32U));
      break;
    case 4:
      audio.samples(block)[0] = static_cast<float>(random % 1'000);
      break;
    default:
      segment_->keyframe()[random % 4'096] ^= std::byte{1};
      break;
  }
}

void VirtualWorker::go_wild(Random& random) {
  auto& report = segment_->report();
  const auto bytes_of = [](auto& it) { return reinterpret_cast<std::byte*>(&it); };
  // Blocks around what is rendered now: others nobody looks at any more.
  const std::int64_t now = report.rendered.load() / segment_->header().block_frames;
  const std::int64_t block =
      std::max<std::int64_t>(now - 6, 0) % ipc::AudioRing::kBlocks + random.below(8);
  float* samples = segment_->audio().samples(block);
  switch (random.below(10)) {
    case 0:
      return spoil(random, bytes_of(segment_->commands().read));
    case 1:
      return spoil(random, bytes_of(samples[0]) - sizeof(ipc::BlockHeader) + 8 * random.below(2));
    case 2:
      return spoil(random, samples + 2 * random.below(64));
    case 3:
      return spoil(random, segment_->keyframe() + 8 * random.below(4'096));
    default:
      constexpr int kWords = sizeof(ipc::SlotReport) / sizeof(std::uint64_t);
      return spoil(random, bytes_of(report) + 8 * random.below(kWords));
  }
}

Result<std::shared_ptr<supervisor::WorkerProcess>> VirtualLauncher::start(
    const supervisor::SharedSegment& segment) {
  if (refusals > 0) {
    --refusals;
    return Error{"no process to be had"};
  }
  auto worker = std::make_shared<VirtualWorker>(control_, segment, *modules, next_pid_++, clock_);
  workers_.push_back(worker);
  return std::shared_ptr<supervisor::WorkerProcess>(
      std::make_shared<VirtualProcess>(std::move(worker), now_ns_, kills_));
}

const std::vector<std::shared_ptr<VirtualWorker>>& VirtualLauncher::workers() {
  std::erase_if(workers_, [](const auto& worker) { return !worker->is_alive(); });
  return workers_;
}

}  // namespace chronus::simulation
