// SPDX-License-Identifier: MIT
// One group of a module, or a mono module, over a stretch.
#include <algorithm>
#include <array>
#include <span>

#include "engine/rack.hpp"

namespace chronus::engine {

void Rack::render_group(const PlanNode& node, int group, Frame frame, int frames,
                        bool is_timed) noexcept {
  Run& it = run(node);
  const LaneCode& lanes = it.lanes();
  const bool is_of_others =
      waiting_ > 0 && lanes.process_together != nullptr && &lanes != &run(*tasks_[0].node).lanes();
  if (is_of_others || hears_waiting(node)) process_waiting();
  if ((skipped(node) & group_bit(group)) != 0) return silence_outputs(node, group_bit(group));
  it.was_called = true;
  it.passed = without_group(it.passed, group);
  Task& task = tasks_[static_cast<std::size_t>(waiting_)];
  set_up(&task, node, group, frame, frames);
  const bool is_wanted =
      !lanes.pass || ((wanted(it) | ~silent_inputs(node)) & group_bit(group)) != 0;
  if (!is_wanted && pass_group(task)) return;
  process_group(task, is_timed);
}

void Rack::set_up(Task* task, const PlanNode& node, int group, Frame frame, int frames) noexcept {
  const Run& it = run(node);
  task->node = &node;
  task->group = group;
  task->context = {.frame = frame,
                   .frames = frames,
                   .rate = static_cast<float>(format_.rate),
                   .inputs = nullptr,
                   .outputs = nullptr,
                   .params = params_.data() + node.first_param,
                   .heard = it.heard,
                   .silence = silence_,
                   .samples = samples_};
  if (it.is_poly() && (it.own | it.by_lane) != 0) set_up_lane_params(task);
}

/// What lies in lanes: this group's.
void Rack::set_up_lane_params(Task* task) noexcept {
  const Run& it = run(*task->node);
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    Param& param = task->params[i] = task->context.params[i];
    if (it.is_by_lane(i)) {
      float* const lanes = task->values + i * stride_;
      param = lane_values(*task->node, i, task->group, task->context.frames, lanes);
    } else if (param.per_lane) {
      param.values += task->group * kGroupLanes;
    }
  }
  task->context.params = task->params.data();
}

/// False where only process_group() can tell.
bool Rack::pass_group(const Task& task) noexcept {
  const PlanNode& node = *task.node;
  Run& it = run(node);
  if (!it.lanes().pass(state(node) + task.group * it.group_bytes, task.context)) return false;
  it.passed |= group_bit(task.group);
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    if (it.is_shared) mark_shared(node, port, false, false);
    Signal& signal = signals_[node.first_buffer + port];
    signal.zero = without_group(signal.zero, task.group);
    signal.unwritten |= group_bit(task.group);
  }
  return true;
}

void Rack::process_group(Task& task, bool is_timed) noexcept {
  const PlanNode& node = *task.node;
  const Run& it = run(node);
  const LaneCode& lanes = it.lanes();
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    task.outputs[port] = signals_[node.first_buffer + port].samples + task.group * stride_;
  }
  if (!lanes.take) {
    gather_inputs(node, task.group, task.context.frames, task.inputs.data());
    task.context.inputs = task.inputs.data();
  }
  task.context.outputs = task.outputs.data();
  if (lanes.process_together && !is_timed && may_wait(task)) {
    if (++waiting_ == kMostTogether) process_waiting();
    return;
  }
  finish(task, lanes.process(state(node) + task.group * it.group_bytes, task.context));
}

/// Nobody needs it before a node that hears it, and it stays what it is.
bool Rack::may_wait(const Task& task) const noexcept {
  const Run& it = runs_[index_of(*task.node)];
  const auto inputs = std::span(task.inputs).first(it.code->info->inputs.size());
  return !it.moves_params && std::none_of(inputs.begin(), inputs.end(),
                                          [&](const float* input) { return is_sum(input); });
}

bool Rack::hears_waiting(const PlanNode& node) const noexcept {
  const auto index = static_cast<std::uint32_t>(index_of(node));
  const PlanNode* asked = nullptr;
  for (const Task& task : std::span(tasks_).first(static_cast<std::size_t>(waiting_))) {
    if (task.node == asked) continue;  // another group of it
    asked = task.node;
    const auto& readers = runs_[index_of(*asked)].readers;
    if (std::find(readers.begin(), readers.end(), index) != readers.end()) return true;
  }
  return false;
}

void Rack::process_waiting() noexcept {
  const auto tasks = std::span(tasks_).first(static_cast<std::size_t>(waiting_));
  waiting_ = 0;
  if (tasks.empty()) return;
  std::array<void*, kMostTogether> states;
  std::array<const Context*, kMostTogether> contexts;
  std::array<Rest, kMostTogether> rests{};
  for (std::size_t n = 0; n < tasks.size(); ++n) {
    states[n] = state(*tasks[n].node) + tasks[n].group * run(*tasks[n].node).group_bytes;
    contexts[n] = &tasks[n].context;
  }
  const LaneCode& lanes = run(*tasks[0].node).lanes();
  if (tasks.size() == 1) {
    rests[0] = lanes.process(states[0], *contexts[0]);
  } else {
    lanes.process_together(states.data(), contexts.data(), rests.data(),
                           static_cast<int>(tasks.size()));
  }
  for (std::size_t n = 0; n < tasks.size(); ++n) finish(tasks[n], rests[n]);
}

void Rack::finish(const Task& task, Rest rest) noexcept {
  Run& it = run(*task.node);
  it.quiet = without_group(it.quiet, task.group);
  it.deaf = without_group(it.deaf, task.group);
  if (rest == Rest::kQuiet) it.quiet |= group_bit(task.group);
  if (rest == Rest::kDeaf) it.deaf |= group_bit(task.group);
  const LaneCode& lanes = it.lanes();
  const bool is_within = lanes.is_bounded || (lanes.is_no_louder && !is_sum(task.inputs[0]));
  if (it.is_shared) return hold_shared(*task.node, task.context.frames, is_within);
  hold_outputs(*task.node, task.group, task.context.frames, is_within);
}

}  // namespace chronus::engine
