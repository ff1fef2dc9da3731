// SPDX-License-Identifier: MIT
#include "world.hpp"

#include <random>
#include <stdexcept>
#include <utility>

#include "base/realtime.hpp"
#include "base/schedule_point.hpp"
#include "offline/offline_renderer.hpp"
#include "score/score.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::simulation {
namespace {

const std::int64_t* world_now_ns = nullptr;
std::int64_t virtual_now_ns() { return *world_now_ns; }

/// Not every schedule point changes hands.
std::mt19937_64 grain_random;
int grain = 1;
int points_left = 0;
void on_schedule_point() {
  if (!VirtualWorker::stops_here() && --points_left > 0) return;
  points_left = 1 + static_cast<int>(grain_random() % static_cast<std::uint64_t>(2 * grain - 1));
  Fiber::give_way();
}

}  // namespace

World::World(const std::string& score, const Settings& settings)
    : control_(std::move(*ipc::ControlSegment::create(test::built_in_catalog().hash()))),
      reply_wake_(std::move(*osc::PollWake::open())),
      replies_(256, reply_wake_),
      board_(kFormat, settings.lead, progress_, 0, virtual_now_ns),
      recording_control_(kFormat, "/nonexistent"),
      rings_(kFormat),
      output_(kFormat, rings_, &tape_, nullptr, virtual_now_ns),
      launcher_(control_.control(), now_ns_, virtual_now_ns),
      loop_(
          {.format = kFormat, .lead = settings.lead, .drills = true, .limits = {2, 40, kBlock_ns}},
          {test::built_in_catalog(), test::standard_vocabulary(),
           *test::parse_score(score, kFormat.rate)},
          {output_, control_.control(), wake_, progress_},
          {.replies = replies_,
           .board = board_,
           .journal = journal_,
           .recordings = recording_control_},
          {virtual_now_ns, virtual_now_ns}),
      slots_({kFormat, settings.standby, launcher_, control_.session(),
              [this](supervisor::SlotOrder order) { loop_.order(std::move(order)); }, rings_,
              output_, progress_, board_, nullptr, ipc::Reserve::kWhenNeeded, virtual_now_ns}),
      conductor_([this] {
        for (;;) {
          loop_.step();
          Fiber::give_way();
        }
      }) {
  flush_denormals_on_this_thread();
  world_now_ns = &now_ns_;
  grain = settings.grain;
  grain_random.seed(settings.seed);
  points_left = 0;
  g_schedule_hook = &on_schedule_point;
  board_.output = &output_;
  output_.use_ceiling(true);
  if (!slots_.start(0)) throw std::runtime_error("the workers could not be started");
  for (bool begun = false; !begun; begun = *slots_.has_begun(0)) {
    for (const auto& worker : launcher_.workers()) worker->run(0, true);
  }
  loop_.prepare();
}

World::~World() { g_schedule_hook = nullptr; }

void World::run_conductor() { conductor_.resume(); }

void World::run_main() {
  supervisor::SlotNotice notice;
  while (loop_.take_notice(&notice)) slots_.on_notice(notice, now_ns_);
  slots_.step(now_ns_);
}

void World::run_callback(int frames) {
  std::vector<float> out(static_cast<std::size_t>(frames * kFormat.channels));
  output_.render(out.data(), frames);
}

void World::run_fairly() {
  pass_time(kBlock_ns);
  run_callback(kFormat.block_frames);
  for (int turn = 0; turn < 24; ++turn) {
    run_conductor();
    const auto living = launcher_.workers();
    for (const auto& worker : living) {
      for (int step = 0; step < 4; ++step) worker->run(now_ns_, false);
      worker->build();
    }
    run_main();
  }
}

bool World::send(std::vector<osc::Message> messages) {
  conductor::Incoming incoming;
  incoming.bundle.messages = std::move(messages);
  return loop_.submit(std::move(incoming));
}

VirtualWorker* World::worker_in(Slot slot) {
  const int pid = board_.pid_in(slot);
  for (const auto& worker : launcher_.workers()) {
    if (worker->pid() == pid) return worker.get();
  }
  return nullptr;
}

bool World::all_ready() const {
  const auto is_well = [this](Slot slot) {
    const auto state = slots_.state(slot);
    return state == failover::SlotState::kReady || state == failover::SlotState::kUnused;
  };
  return is_well(Slot::kFirst) && is_well(Slot::kSecond);
}

void World::Tape::block_played(Frame first, const float* played, int frames) noexcept {
  whole = whole && first * kFormat.channels == static_cast<Frame>(samples.size());
  samples.insert(samples.end(), played,
                 played + static_cast<std::ptrdiff_t>(frames) * kFormat.channels);
}

std::vector<float> reference(const std::string& score, std::size_t samples) {
  offline::OfflineRenderer renderer(World::kFormat, test::built_in_modules(),
                                    test::standard_vocabulary(),
                                    *test::parse_score(score, World::kFormat.rate), nullptr);
  renderer.use_ceiling(true);
  std::vector<float> rendered(samples);
  renderer.render(rendered.data(),
                  static_cast<Frame>(samples / static_cast<std::size_t>(World::kFormat.channels)));
  return rendered;
}

}  // namespace chronus::simulation
