// SPDX-License-Identifier: MIT
#include "run.hpp"

#include <signal.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "check.hpp"
#include "clients.hpp"
#include "mixture.hpp"
#include "music.hpp"
#include "random.hpp"
#include "trace.hpp"
#include "world.hpp"

namespace chronus::simulation {
namespace {

constexpr int kFaultRounds = 350;
constexpr int kCalmRounds = 250;
constexpr int kPatience = 2'500;
constexpr int kBlock = World::kFormat.block_frames;
/// Steps in a round, shared out by chance: several times what is needed to keep up.
constexpr int kStepsPerRound = 150;
/// By then a word that was spoilt has shown, or never will: the next keyframe comes within these.
constexpr int kLatentRounds = 220;

class Run {
 public:
  Run(std::uint64_t seed, supervisor::Standby standby)
      : random_(seed),
        is_hot_(standby == supervisor::Standby::kHot),
        mixture_(random_, is_hot_),
        music_(music(random_.below(kSongs), mixture_.draw_poison(random_))),
        lead_(2 + random_.below(6)),
        world_(music_.score, {lead_, mixture_.draw_grain(random_), random_.bits(), standby}),
        check_(world_, music_, mixture_.promises(lead_, music_)) {
    if (music_.poison_at >= 0) count(Fault::kPoison);
  }

  Report go() {
    for (int round = 0; round < kFaultRounds && report_.what.empty(); ++round) {
      inject();
      play_round();
    }
    recover();
    if (report_.what.empty()) wrong(Verdict::kUnsafe, check_.final_look());
    report_.workers_started = world_.launcher().started();
    report_.frames = world_.output().played();
    return report_;
  }

 private:
  bool has(Fault fault) const { return mixture_.has(fault); }
  void count(Fault fault) { ++report_.injected[static_cast<std::size_t>(fault)]; }
  void wrong(Verdict verdict, std::string what) {
    if (what.empty() || !report_.what.empty()) return;
    report_.verdict = verdict;
    report_.what = std::move(what);
  }

  void inject() {
    if (has(Fault::kKill) && random_.one_in(60)) kill(Fault::kKill);
    if (has(Fault::kCrash) && random_.one_in(60)) kill(Fault::kCrash);
    if (has(Fault::kLoseBoth) && !lost_all_ && random_.one_in(300)) lose_both();
    if (has(Fault::kFreeze) && random_.one_in(80)) freeze();
    if (has(Fault::kSlow) && random_.one_in(40)) slow_down();
    if (has(Fault::kStall) && random_.one_in(100)) stall();
    if (has(Fault::kLateCallback) && random_.one_in(20)) late_callback();
    if (has(Fault::kLateSupervisor) && random_.one_in(50)) late_supervisor();
    if (has(Fault::kRefusedStart) && random_.one_in(50)) refuse_starts();
    if (has(Fault::kScribble) && random_.one_in(50)) scribble();
    if (has(Fault::kWildWords)) go_wild();
    if (has(Fault::kBurst) && random_.one_in(30)) burst();
    if (has(Fault::kFlood) && random_.one_in(300)) flood();
    if (has(Fault::kCommit) && random_.one_in(40)) commit();
    if (has(Fault::kRestart) && random_.one_in(80)) restart();
  }

  Slot draw_slot() { return *slot_of(random_.below(2)); }

  // One fault at a time is what the promises are about: a worker is only taken while the other
  // could go on alone.
  bool can_go_on_without(Slot slot) {
    const auto* peer = world_.worker_in(other(slot));
    return world_.slots().state(other(slot)) == failover::SlotState::kReady && peer != nullptr &&
           !peer->is_frozen() && peer->cpu_ns(world_.now_ns()) == 0 &&
           peer->pid() != scribbled_pid_ && peer->pid() != wild_pid_;
  }

  /// Where there is only one, it may be lost once.
  bool may_lose(Slot slot) {
    return is_hot_ ? can_go_on_without(slot) : !lost_all_ && world_.all_ready();
  }

  void kill(Fault how) {
    const Slot slot = draw_slot();
    auto* worker = world_.worker_in(slot);
    if (worker == nullptr || !may_lose(slot)) return;
    if (how == Fault::kCrash && worker->is_among_commands()) return;
    worker->kill(how == Fault::kKill ? SIGKILL : SIGSEGV);
    if (!is_hot_) lost_all_ = true;
    count(how);
    lost_at_ = round_;
  }

  void lose_both() {
    for (const auto& worker : world_.launcher().workers()) worker->kill(SIGKILL);
    lost_all_ = true;
    count(Fault::kLoseBoth);
  }

  void freeze() {
    const Slot slot = draw_slot();
    auto* worker = world_.worker_in(slot);
    if (worker == nullptr || frozen_pid_ != 0 || !can_go_on_without(slot)) return;
    // The other may be about to go: the supervisor may be late, too.
    if (round_ < restarted_at_ + 200) return;
    // One that is stopped while it joins is only noticed by its time-out.
    if (world_.slots().state(slot) != failover::SlotState::kReady) return;
    worker->freeze();
    frozen_pid_ = worker->pid();
    thaw_at_ = random_.one_in(2) ? round_ + 1 + random_.below(60) : -1;
    count(Fault::kFreeze);
  }

  /// A frozen worker is either replaced by its supervisor or goes on.
  void look_after_frozen() {
    if (frozen_pid_ == 0) return;
    auto* frozen = worker_of(frozen_pid_);
    if (frozen != nullptr && round_ != thaw_at_) return;
    if (frozen != nullptr) frozen->thaw();
    frozen_pid_ = 0;
  }

  void slow_down() {
    slow_slot_ = draw_slot();
    slow_until_ = round_ + 1 + random_.below(20);
    count(Fault::kSlow);
  }
  void stall() {
    if (random_.one_in(2)) {
      stalled_until_ = round_ + 1 + random_.below(15);
    } else {
      starved_until_ = round_ + 1 + random_.below(80);
    }
    count(Fault::kStall);
  }
  void late_callback() {
    skipped_callbacks_ = 1 + random_.below(6);
    count(Fault::kLateCallback);
  }
  void late_supervisor() {
    (random_.one_in(2) ? main_late_until_ : conductor_late_until_) = round_ + 1 + random_.below(5);
    count(Fault::kLateSupervisor);
  }
  void refuse_starts() {
    if (round_ < refuse_from_) return;
    refuse_from_ = round_ + 350;  // by then a slot tries again
    world_.launcher().refusals = 1;
    count(Fault::kRefusedStart);
  }
  void scribble() {
    const Slot slot = draw_slot();
    auto* worker = world_.worker_in(slot);
    if (worker == nullptr || !can_go_on_without(slot) ||
        world_.slots().state(slot) != failover::SlotState::kReady) {
      return;
    }
    worker->scribble(random_.bits());
    scribbled_pid_ = worker->pid();
    count(Fault::kScribble);
  }

  /// One worker at a time, whose peer is sound; where there is only one, once.
  void go_wild() {
    if (auto* wild = worker_of(wild_pid_); wild != nullptr) {
      if (round_ < wild_until_) wild->go_wild(random_);
      if (round_ < wild_until_ + kLatentRounds) return;
    }
    if (!random_.one_in(50)) return;
    const Slot slot = draw_slot();
    auto* worker = world_.worker_in(slot);
    if (worker == nullptr || !may_lose(slot) ||
        world_.slots().state(slot) != failover::SlotState::kReady) {
      return;
    }
    if (!is_hot_) lost_all_ = true;
    wild_pid_ = worker->pid();
    wild_until_ = round_ + (random_.one_in(2) ? 0 : 1 + random_.below(40));
    for (int words = 1 + (random_.one_in(3) ? random_.below(12) : 0); words > 0; --words) {
      worker->go_wild(random_);
    }
    count(Fault::kWildWords);
  }
  VirtualWorker* worker_of(int pid) {
    const auto& living = world_.launcher().workers();
    const auto found = std::find_if(living.begin(), living.end(),
                                    [&](const auto& it) { return it->pid() == pid; });
    return found == living.end() ? nullptr : found->get();
  }

  void burst() {
    world_.send(draw_burst(random_));
    count(Fault::kBurst);
  }

  void flood() {
    for (int bundle = 0; bundle < 40; ++bundle) world_.send(flood_bundle());
    count(Fault::kFlood);
  }

  void commit() {
    if (world_.output().played() < music_.quiet_from) return;
    world_.send({{"/patch/edit", {}}, {"/patch/commit", {}}});
    count(Fault::kCommit);
  }

  void restart() {
    const Slot slot = draw_slot();
    if (!can_go_on_without(slot) || frozen_pid_ != 0) return;
    restarted_at_ = round_;
    world_.send({{"/worker/restart", {number_of(slot)}}});
    count(Fault::kRestart);
  }

  /// Where nothing is heard a worker is not asked to end when a client wants another: it is killed.
  void look_after_kills() {
    const Frame concealed = world_.output().concealed_frames();
    if (std::exchange(concealed_, concealed) != concealed) concealed_at_ = round_;
    const int killed = world_.launcher().killed();
    if (std::exchange(killed_, killed) == killed) return;
    if (round_ < restarted_at_ + 200 && concealed_at_ >= restarted_at_) check_.forgive_kill();
  }

  void play_round() {
    ++round_;
    look_after_frozen();
    world_.pass_time(World::kBlock_ns);
    call_back();
    if (round_ < stalled_until_) return;
    for (int step = 0; step < kStepsPerRound; ++step) play_step();
    report_.trace = trace_round(report_.trace, world_);
    look_after_kills();
    wrong(Verdict::kUnsafe, check_.look());
    if (world_.all_ready()) {
      report_.longest_recovery_blocks =
          lost_at_ < 0 ? report_.longest_recovery_blocks
                       : std::max<std::int64_t>(report_.longest_recovery_blocks, round_ - lost_at_);
      lost_at_ = -1;
    }
  }

  void call_back() {
    if (skipped_callbacks_ > 0 && --skipped_callbacks_ > 0) {
      owed_frames_ += kBlock;
      return;
    }
    // Not even the device's period need be the block.
    const int jitter = has(Fault::kLateCallback) ? random_.below(21) - 10 : 0;
    int frames = kBlock + owed_frames_ + jitter;
    owed_frames_ = -jitter;
    for (; frames > 0; frames -= kBlock) world_.run_callback(std::min(frames, kBlock));
  }

  void play_step() {
    const auto& workers = world_.launcher().workers();
    const int what = random_.below(12);
    if (what < 4) {
      if (round_ >= conductor_late_until_) world_.run_conductor();
    } else if (what < 10) {
      if (!workers.empty() && round_ >= starved_until_) step_worker(*workers[pick(workers.size())]);
    } else if (what < 11) {
      if (!workers.empty()) workers[pick(workers.size())]->build();
    } else if (round_ >= main_late_until_) {
      world_.run_main();
    }
  }
  std::size_t pick(std::size_t count) { return random_.bits() % count; }

  void step_worker(VirtualWorker& worker) {
    if (round_ < slow_until_ && &worker == world_.worker_in(slow_slot_) && !random_.one_in(10)) {
      return;
    }
    if (has(Fault::kLostWake) && random_.one_in(200)) {
      worker.lose_wake();
      count(Fault::kLostWake);
    }
    const bool spurious = has(Fault::kSpuriousWake) && random_.one_in(50);
    if (spurious) count(Fault::kSpuriousWake);
    worker.run(world_.now_ns(), spurious);
  }

  /// The faults have stopped: everything must come back.
  void recover() {
    if (!report_.what.empty()) return;
    mixture_.end();
    slow_until_ = stalled_until_ = starved_until_ = main_late_until_ = conductor_late_until_ = 0;
    world_.launcher().refusals = 0;
    const Frame before = world_.output().played();
    int rounds = 0;
    // A slot whose workers died before they were ready, or could not be started, waits longer and
    // longer.
    while (rounds < kCalmRounds || (!world_.all_ready() && rounds < kPatience)) {
      play_round();
      ++rounds;
      if (!report_.what.empty()) return;
    }
    if (!world_.all_ready()) {
      wrong(Verdict::kNotLive,
            "slot 0 is " + describe(Slot::kFirst) + ", slot 1 is " + describe(Slot::kSecond));
    }
    const Frame went_on = world_.output().played() - before;
    if (went_on < (rounds - 100) * kBlock) {
      wrong(Verdict::kNotLive, "the music went on for " + std::to_string(went_on) +
                                   " frames only; slot 0 is " + describe(Slot::kFirst) +
                                   ", slot 1 is " + describe(Slot::kSecond));
    }
  }

  std::string describe(Slot slot) {
    std::string text(failover::to_text(world_.slots().state(slot)));
    const auto* worker = world_.worker_in(slot);
    if (worker == nullptr) return text + " without a worker";
    const auto& report = worker->segment().report();
    return text + " (state " + std::to_string(static_cast<unsigned>(report.state.load())) +
           ", rendered " + std::to_string(report.rendered.load()) + " of " +
           std::to_string(worker->segment().orders().horizon.load()) +
           (worker->is_frozen() ? ", frozen)" : ")");
  }

  Random random_;
  bool is_hot_;
  Mixture mixture_;
  Music music_;
  int lead_;
  World world_;
  Check check_;
  Report report_;
  int round_ = 0;
  int lost_at_ = -1;
  bool lost_all_ = false;
  int frozen_pid_ = 0;
  int scribbled_pid_ = 0;
  int wild_pid_ = 0;
  int wild_until_ = 0;
  int thaw_at_ = -1;
  int refuse_from_ = 0;
  int restarted_at_ = -1'000;
  int killed_ = 0;
  Frame concealed_ = 0;
  int concealed_at_ = 0;
  Slot slow_slot_ = Slot::kFirst;
  int slow_until_ = 0;
  int stalled_until_ = 0;
  int starved_until_ = 0;
  int main_late_until_ = 0;
  int conductor_late_until_ = 0;
  int skipped_callbacks_ = 0;
  int owed_frames_ = 0;
};

}  // namespace

std::string_view name_of(Fault fault) {
  static constexpr std::string_view kNames[kFaults] = {
      "kill",     "crash",         "poison",    "lose both",     "freeze",          "slow",
      "stall",    "late callback", "lost wake", "spurious wake", "late supervisor", "refused start",
      "scribble", "wild words",    "burst",     "flood",         "commit",          "restart"};
  return kNames[static_cast<std::size_t>(fault)];
}

Report run(std::uint64_t seed, supervisor::Standby standby) { return Run(seed, standby).go(); }

}  // namespace chronus::simulation
