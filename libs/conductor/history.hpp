// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/json.hpp"
#include "conductor/setting.hpp"

namespace chronus::conductor {

/// What was changed, step by step, each with what it was before: enough to go back, and forth
/// again. The oldest steps give way where there are too many, or too much memory is held. It knows
/// no clock but frames, so the same messages on the same frames give the same steps. Used by one
/// thread.
class History {
 public:
  static constexpr std::size_t kMostSteps = 100;
  /// Of all steps, also of those that were undone.
  static constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

  /// A parameter of a module that plays.
  struct Value {
    std::string module;
    std::string param;
    float value = 0.0F;
    std::string sample = {};  ///< of a parameter that is one: the name, a number changes
  };
  struct Step {
    std::string what;         ///< the message, as a score has it
    std::string by;           ///< who sent it
    Frame frame = 0;          ///< on which it was done; of many values the last one's
    std::uint64_t group = 0;  ///< of the bundle, which is one step
    int more = 0;             ///< further messages of the bundle
    bool is_whole = false;    ///< a load: it is undone on one frame, what plays as well
    // Before it:
    std::optional<Patch> patch = {};
    std::optional<double> bpm = {};
    std::vector<SequencerState> sequencers = {};
    std::vector<Value> values = {};
    std::optional<HeldSet> held = {};  ///< of a load, which begins and ends what is held
    std::vector<SampleState> samples = {};

    bool is_of_values() const { return !patch && !bpm && sequencers.empty() && samples.empty(); }
    std::size_t memory_bytes() const;
  };

  /// All parameters of a patch.
  static std::vector<Value> values_of(const Patch& patch);

  explicit History(int rate) : second_(rate) {}

  /// A change was made. Messages of one bundle become one step. What was undone cannot be redone
  /// any more.
  void add(Step step);
  /// The same for a parameter. True where it was changed no more than a second before, and nothing
  /// but parameters since: then it is a part of that step, and nothing is to be added.
  bool join(Frame now, std::string_view module, std::string_view param);
  /// All of it.
  void forget();

  enum class Way { kUndo, kRedo };
  std::size_t count(Way way) const { return stack(way).size(); }
  std::size_t memory_bytes() const { return bytes_; }
  /// What `steps` of them, or as many as there are, lead to.
  struct Plan {
    Setting wanted;
    bool is_whole = false;   ///< one of them was a load
    std::vector<Step> back;  ///< the steps of the other way, the first last
  };
  Plan plan(Way way, std::size_t steps, const Scene& scene) const;
  /// The plan has been carried out on `now`.
  void take(Way way, Plan plan);
  /// `what` and `by` of the newest steps that way, newest first.
  Json told(Way way, std::size_t most) const;

 private:
  std::deque<Step>& stack(Way way) { return way == Way::kUndo ? done_ : undone_; }
  const std::deque<Step>& stack(Way way) const { return way == Way::kUndo ? done_ : undone_; }
  void push(std::deque<Step>* to, Step step);
  void pop_front(std::deque<Step>* from);
  void pop_back(std::deque<Step>* from);
  void keep_within_bounds();
  void forget_undone();

  Frame second_;
  std::size_t bytes_ = 0;
  std::deque<Step> done_;    // newest last
  std::deque<Step> undone_;  // the next to be redone last
};

}  // namespace chronus::conductor
