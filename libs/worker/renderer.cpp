// SPDX-License-Identifier: MIT
#include "worker/renderer.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/realtime.hpp"
#include "base/schedule_point.hpp"
#include "engine/keyframe.hpp"
#include "engine/levels.hpp"

namespace chronus::worker {
namespace {

// A word that only this thread writes and that announces nothing but itself.
template <class T>
void add_relaxed(std::atomic<T>& word) {
  word.store(word.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

Renderer::Renderer(ipc::SlotSegment& segment, engine::Engine& engine, Clock now_ns)
    : segment_(segment),
      engine_(engine),
      now_ns_(now_ns),
      orders_(segment.orders()),
      report_(segment.report()),
      commands_(&segment.commands()),
      audio_(segment.audio()),
      watch_(segment, now_ns),
      format_(segment.header().format()),
      block_(ipc::AudioRing::samples_per_block(format_)),
      block_begin_(engine.frame()) {
  engine_.count_modules_in(report_.modules_rendered);
  engine_.show_to(watch_.probe());
}

void Renderer::start_fresh() {
  const Frame frame = orders_.start_frame.load(std::memory_order_relaxed);
  if (frame < 0 || frame % format_.block_frames != 0 || !engine_.start_at(frame)) {
    return fail(ipc::WorkerFailure::kBadSegment);
  }
  block_begin_ = frame;
  report_.rendered.store(frame, std::memory_order_release);
  report_.state.store(ipc::WorkerState::kRunning, std::memory_order_release);
}

void Renderer::load_keyframe() {
  const std::uint64_t size = orders_.load_size.load(std::memory_order_relaxed);
  if (size > segment_.keyframe_bytes() || !engine_.load({segment_.keyframe(), size}) ||
      engine_.frame() % format_.block_frames != 0) {
    return fail(ipc::WorkerFailure::kBadKeyframe);
  }
  // What it gives itself will be no larger, but in a crossfade. Where memory is short the first
  // that it gives tells.
  (void)segment_.reserve_keyframe(std::min<std::uint64_t>(2 * size, segment_.keyframe_bytes()));
  discard_up_to_seq_ = orders_.load_seq.load(std::memory_order_relaxed);
  block_begin_ = engine_.frame();
  report_.applying_seq.store(discard_up_to_seq_, std::memory_order_relaxed);
  tell_applied(discard_up_to_seq_);
  report_.block_seq.store(discard_up_to_seq_, std::memory_order_relaxed);
  report_.rendered.store(block_begin_, std::memory_order_release);
  report_.state.store(ipc::WorkerState::kRunning, std::memory_order_release);
}

void Renderer::fail(ipc::WorkerFailure why) {
  failed_ = true;
  report_.failure.store(why, std::memory_order_relaxed);
  report_.failure_sum.store(ipc::failure_sum_of(report_), std::memory_order_relaxed);
  report_.state.store(ipc::WorkerState::kFailed, std::memory_order_release);
}

Pass Renderer::pass() {
  const RealtimeSection realtime;
  if (failed_) return Pass::kFailed;
  answer_keyframe_request();
  // Acquire: every command below the horizon was written before it was published.
  const Frame horizon = orders_.horizon.load(std::memory_order_acquire);
  if (block_begin_ + format_.block_frames > horizon &&
      orders_.piecemeal.load(std::memory_order_relaxed) == 0) {
    return Pass::kIdle;
  }
  const std::int64_t started_ns = now_ns_();
  const Pass result = render_block(horizon);
  if (result == Pass::kRendered) measure_load(started_ns);
  return result;
}

Pass Renderer::render_block(Frame horizon) {
  const std::int64_t index = block_begin_ / format_.block_frames;
  const Frame end = block_begin_ + format_.block_frames;
  needed_patch_ = 0;
  while (engine_.frame() < end) {
    Frame stop = end;
    if (!apply_commands_at_cursor(end, &stop)) return Pass::kNeedsPatch;
    stop = std::min(stop, horizon);
    if (stop <= engine_.frame()) return Pass::kIdle;
    const auto done = static_cast<std::size_t>(engine_.frame() - block_begin_);
    if (done == 0) watch_.begin_block(block_begin_);
    engine_.render(block_.data() + done * static_cast<std::size_t>(format_.channels),
                   static_cast<int>(stop - engine_.frame()));
  }
  if (const auto wrong = check_block(); wrong != ipc::WorkerFailure::kNone) {
    blame();
    fail(wrong);
    return Pass::kFailed;
  }
  watch_.end_block(end);
  // The sum is that of what was rendered: what others write to the shared block shows in it.
  const std::uint64_t checksum = ipc::block_checksum(index, block_);
  audio_.begin(index);
  schedule_point();
  std::copy(block_.begin(), block_.end(), audio_.samples(index));
  schedule_point();
  audio_.publish(index, checksum);
  schedule_point();
  block_begin_ = end;
  add_relaxed(report_.blocks);
  const engine::VoiceUse voices = engine_.voice_use();
  report_.voices_used.store(voices.used, std::memory_order_relaxed);
  report_.voices_stolen.store(voices.stolen, std::memory_order_relaxed);
  // Release: whoever sees it sees at least the `rendered` of the block before.
  report_.block_seq.store(applied_seq_, std::memory_order_release);
  // Release: the standby's horizon and the checks of the supervisor follow this word.
  report_.rendered.store(end, std::memory_order_release);
  return Pass::kRendered;
}

bool Renderer::apply_commands_at_cursor(Frame block_end, Frame* next_stop) {
  while (const auto* command = commands_.peek()) {
    if (command->seq <= discard_up_to_seq_) {
      commands_.pop();
      continue;
    }
    if (command->frame >= block_end) return true;
    if (command->frame > engine_.frame()) {
      *next_stop = command->frame;
      return true;
    }
    if (command->frame < engine_.frame()) add_relaxed(report_.late_commands);
    if (!is_skipped(command->seq)) {
      // A swap that waits for its patch is not under way.
      if (command->op == engine::Op::kSwapPatch &&
          engine_.staged_version() != command->patch_version) {
        needed_patch_ = command->patch_version;
        return false;
      }
      // Told before it is applied, so that a command that kills is known by its number.
      report_.applying_seq.store(command->seq, std::memory_order_release);
      schedule_point();
      note_touched(*command);
      if (!engine_.apply(*command)) {
        needed_patch_ = command->patch_version;
        return false;
      }
    }
    tell_applied(command->seq);
    commands_.pop();
  }
  return true;
}

void Renderer::tell_applied(std::uint64_t seq) {
  applied_seq_ = seq;
  report_.applied_seq.store(seq, std::memory_order_release);
}

/// Relaxed: the horizon that let the worker meet the command was published after its skip.
bool Renderer::is_skipped(std::uint64_t seq) const {
  return std::any_of(std::begin(orders_.skips), std::end(orders_.skips), [seq](const auto& skip) {
    return skip.load(std::memory_order_relaxed) == seq;
  });
}

ipc::WorkerFailure Renderer::check_block() const {
  // All others are held within it.
  const bool has_nan = engine::any_beyond(block_.data(), block_.size(), engine::kHeldOutput);
  if (has_nan) return ipc::WorkerFailure::kNotFinite;
  const auto& runaway = engine_.runaway();
  if (runaway.place < 0) return ipc::WorkerFailure::kNone;
  return runaway.finite ? ipc::WorkerFailure::kRunaway : ipc::WorkerFailure::kNotFinite;
}

void Renderer::note_touched(const engine::Command& command) {
  if (command.op == engine::Op::kSwapPatch) return last_seq_at_.fill(command.seq);
  if (command.op == engine::Op::kPanic) return;  // what it makes new is no worse for it
  if (command.op == engine::Op::kSample) return;
  struct Touch {
    Renderer& renderer;
    std::uint64_t seq;
  } touch{*this, command.seq};
  const auto note = [](int place, void* context) {
    auto& [renderer, seq] = *static_cast<Touch*>(context);
    const auto at = static_cast<std::size_t>(place);
    if (at < renderer.last_seq_at_.size()) renderer.last_seq_at_[at] = seq;
  };
  engine_.for_each_touched(command, note, &touch);
}

/// What is wrong with a block shows at its end only, when more commands may have come behind the
/// one that did it. It is the last one to the module that the bad samples first came from, of this
/// block or, where a fault takes its time, of an earlier one.
void Renderer::blame() {
  int place = engine_.first_nan_place();
  if (place < 0) place = engine_.runaway().place;
  if (place < 0) return;
  report_.blamed_place.store(place + 1, std::memory_order_relaxed);
  const std::uint64_t seq = last_seq_at_[static_cast<std::size_t>(place)];
  report_.blamed_seq.store(seq == 0 ? ipc::kBlamesNone : seq, std::memory_order_relaxed);
}

void Renderer::answer_keyframe_request() {
  const std::uint32_t request = orders_.keyframe_request.load(std::memory_order_acquire);
  if (request == keyframe_answered_) return;
  if (block_begin_ < orders_.keyframe_from.load(std::memory_order_relaxed)) return;
  if (engine_.frame() != block_begin_) return;  // inside a block that waits for its patch
  const std::size_t size = engine_.save({segment_.keyframe(), segment_.keyframe_bytes()});
  schedule_point();
  keyframe_answered_ = request;
  report_.keyframe_size.store(static_cast<std::uint32_t>(size), std::memory_order_relaxed);
  report_.keyframe_frame.store(block_begin_, std::memory_order_relaxed);
  report_.keyframe_seq.store(applied_seq_, std::memory_order_relaxed);
  report_.keyframe_sum.store(
      ipc::keyframe_claim_sum(request, size, block_begin_, applied_seq_,
                              engine::checksum_said({segment_.keyframe(), size})),
      std::memory_order_relaxed);
  // Release: whoever sees the answer sees the whole keyframe.
  report_.keyframe_done.store(request, std::memory_order_release);
}

void Renderer::measure_load(std::int64_t started_ns) {
  const double block_ns = 1e9 * format_.block_frames / format_.rate;
  const double load = static_cast<double>(now_ns_() - started_ns) / block_ns;
  load_ += 0.01 * (load - load_);
  report_.load_ppm.store(static_cast<std::uint32_t>(std::min(load_ * 1e6, 4e9)),
                         std::memory_order_relaxed);
}

}  // namespace chronus::worker
