// SPDX-License-Identifier: MIT
// Which modules, and which of their groups, need not be called, and which not even looked at.
#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "engine/rack.hpp"

namespace chronus::engine {

Rack::Groups Rack::skipped(const PlanNode& node) const noexcept {
  const Run& it = runs_[index_of(node)];
  if (is_kept_awake_) return 0;
  // A modulator that ends leaves a value that a module which sleeps has not been told.
  if (it.quiet == 0 || !it.are_params_still || !it.has_seen_still) return it.deaf;
  return it.deaf | static_cast<Groups>(it.quiet & silent_inputs(node));
}

/// Sources come before those who read them: how these rest is how they were after the last stretch,
/// and what has come since.
Rack::Groups Rack::wanted(const Run& source) const noexcept {
  if (is_kept_awake_ || source.is_always_heard) return source.all_groups();
  Groups groups = 0;
  for (const std::uint32_t reader : source.readers) {
    const Run& it = runs_[reader];
    const auto awake = static_cast<Groups>(it.all_groups() & ~it.deaf);
    if (it.voices == source.voices) {
      groups |= awake;
    } else if (awake != 0) {
      return source.all_groups();
    }
  }
  return groups;
}

Rack::Groups Rack::silent_inputs(const PlanNode& node) const noexcept {
  const Run& it = runs_[index_of(node)];
  Groups groups = it.all_groups();
  for (const std::uint32_t source : it.sources) {
    const Signal& signal = signals_[source];
    if (signal.voices == it.voices && it.is_poly()) {
      groups &= signal.zero;
    } else if (signal.zero != all_groups(signal.voices)) {
      return 0;
    }
  }
  return groups;
}

void Rack::silence_outputs(const PlanNode& node, Groups groups) noexcept {
  const Run& it = run(node);
  if (it.is_shared) return silence_shared(node);
  const std::size_t samples = it.is_poly() ? stride_ : segment_;
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    Signal& signal = signals_[node.first_buffer + port];
    signal.unwritten &= static_cast<Groups>(~groups);
    const auto missing = static_cast<Groups>(groups & ~signal.zero);
    for (int group = 0; missing >> group != 0; ++group) {
      if ((missing & group_bit(group)) == 0) continue;
      std::memset(signal.samples + group * stride_, 0, samples * sizeof(float));
    }
    signal.zero |= groups;
  }
}

/// Something is to change, or is to be read, what a stretch left of this module.
void Rack::touch(const PlanNode& node) noexcept {
  catch_up(plan().nodes()[run(node).head], next_frame_);
  head_of(node).owes = false;
  head_of(node).passed = 0;
  is_stale_ = true;
}

/// What was not passed while nobody looked is passed now, up to `frame`: with the parameters that
/// have held since.
void Rack::catch_up(const PlanNode& head, Frame frame) noexcept {
  Run& it = run(head);
  if (!it.owes) return;
  for (int group = 0; group < it.groups; ++group) {
    CHRONUS_CHECK(it.by_lane == 0);  // the task has no place for such values
    Task task;
    set_up(&task, head, group, it.owes_from, 0);
    for (Frame left = frame - it.owes_from; left > 0; left -= task.context.frames) {
      task.context.frames = static_cast<int>(std::min<Frame>(left, kMostPassed));
      // What could be passed goes on as it did.
      CHRONUS_CHECK(it.lanes().pass(state(head) + group * it.group_bytes, task.context));
      task.context.frame += task.context.frames;
    }
  }
  it.owes_from = frame;
}

void Rack::catch_up() noexcept {
  for_each_head([&](const PlanNode& head) { catch_up(head, next_frame_); });
}

/// The lines of those that rest.
std::span<const Hole> Rack::holes() noexcept {
  std::size_t count = 0;
  for (const PlanNode& node : plan().nodes()) {
    const Run& it = run(node);
    if (!it.code->line_rests_empty || it.quiet != it.all_groups()) continue;
    const auto own = static_cast<std::uint32_t>(it.code->info->state_bytes);
    const std::uint32_t line = node.state_bytes - own;
    if (line >= kSmallestHole) holes_[count++] = {node.state_at + own, line};
  }
  return std::span(holes_).first(count);
}

/// Of a head, before the stretch from `frame` on: whether all of it is silent, or passes what
/// nobody hears, without a call.
bool Rack::rests(const PlanNode& head, Frame frame) noexcept {
  // What it hears is not told before that.
  if (hears_waiting(head)) process_waiting();
  Run& it = run(head);
  it.is_at_rest = false;
  if (!it.is_settled || is_kept_awake_ || it.lanes().take) return false;
  it.are_params_still = true;
  if (skipped(head) == it.all_groups()) {
    catch_up(head, frame);
    it.owes = false;
    silence_outputs(head, it.all_groups());
  } else if (it.passed == it.all_groups() && wanted(it) == 0 &&
             silent_inputs(head) == it.all_groups()) {
    if (!it.owes) it.owes_from = frame;
    it.owes = true;
  } else {
    return false;
  }
  it.was_called = false;
  it.is_at_rest = true;
  return true;
}

/// A chain whose modules rest, and all that could wake one of them rests too, is not looked at
/// until something is set.
void Rack::leave_out_resting() noexcept {
  const auto nodes = plan().nodes();
  const auto may_be_left = [&](const PlanNode& node) {
    const Run& it = run(node);
    if (!it.is_at_rest) return false;
    if (it.deaf == it.all_groups()) return true;
    const auto rests = [&](std::uint32_t head) { return runs_[head].is_at_rest; };
    return std::all_of(it.sources.begin(), it.sources.end(),
                       [&](auto source) { return rests(signals_[source].head); }) &&
           (!it.owes || std::all_of(it.readers.begin(), it.readers.end(), rests));
  };
  std::erase_if(at_work_, [&](std::uint32_t first) {
    const auto chain = nodes.subspan(first, static_cast<std::size_t>(runs_[first].chain));
    return std::all_of(chain.begin(), chain.end(), may_be_left);
  });
}

void Rack::visit_all() noexcept {
  at_work_.assign(chains_.begin(), chains_.end());
  is_stale_ = false;
}

}  // namespace chronus::engine
