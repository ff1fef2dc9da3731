// SPDX-License-Identifier: MIT
#include "conductor/sequencer_questions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "conductor/json_text.hpp"
#include "conductor/sequencer_info.hpp"
#include "sequencer/euclid.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/trig.hpp"

namespace chronus::conductor {
namespace {

using sequencer::Sequencer;
using sequencer::SequencerInfo;
using sequencer::TrigField;

/// What stands behind the id in the answer.
using Values = std::vector<osc::Arg>;

template <TrigField kField>
Values trigs(const Sequencer& one) {
  return {trigs_words(kField, one.content().trigs)};
}

Values chain(const Sequencer& one) {
  Values patterns;
  for (const auto& pattern : one.content().chain) {
    patterns.emplace_back(sequencer::pattern_text(pattern));
  }
  if (patterns.empty()) patterns.emplace_back(std::string(kNoChain));
  return patterns;
}

struct Question {
  std::string_view address;
  Values (*values)(const Sequencer& one);
};

constexpr Question kQuestions[] = {
    {"/seq/bpm", [](const Sequencer& one) { return Values{number_arg(one.bpm())}; }},
    {"/seq/config",
     [](const Sequencer& one) {
       return Values{number_arg(one.bpm()), one.steps(), one.division()};
     }},
    {"/seq/division", [](const Sequencer& one) { return Values{one.division()}; }},
    {"/seq/steps", [](const Sequencer& one) { return Values{one.steps()}; }},
    {"/seq/pattern",
     [](const Sequencer& one) { return Values{sequencer::pattern_text(one.content().pattern)}; }},
    {"/seq/rotate",
     [](const Sequencer& one) { return Values{sequencer::pattern_text(one.content().pattern)}; }},
    {"/seq/chain", chain},
    {"/seq/mute", [](const Sequencer& one) { return Values{one.muted() ? 1 : 0}; }},
    {"/seq/gate_len", [](const Sequencer& one) { return Values{number_arg(one.info().gate_len)}; }},
    {"/seq/swing", [](const Sequencer& one) { return Values{number_arg(one.info().swing)}; }},
    {"/seq/quantum", [](const Sequencer& one) { return Values{number_arg(one.info().quantum)}; }},
    {"/seq/seed", [](const Sequencer& one) { return Values{one.info().seed}; }},
    {"/seq/fill", [](const Sequencer& one) { return Values{one.info().fill ? 1 : 0}; }},
    {"/seq/prob", trigs<TrigField::kChance>},
    {"/seq/ratchet", trigs<TrigField::kRatchet>},
    {"/seq/nudge", trigs<TrigField::kNudge>},
    {"/seq/cond", trigs<TrigField::kCondition>},
};

/// `/seq/param_lane id lane`
Result<Values> lane_values(const Call& call, const Sequencer& one) {
  const auto name = call.args.text(1);
  if (!name) return name.error();
  const auto* lane = one.content().find(*name);
  if (lane == nullptr) return Error{"'" + one.id() + "' has no lane '" + *name + "'"};
  return Values{*name, lane->text()};
}

/// `/seq/euclid id`: what makes the pattern that it has.
Result<Values> euclid_values(const Sequencer& one) {
  const auto& pattern = one.content().pattern;
  const auto steps = static_cast<int>(pattern.size());
  const auto pulses =
      static_cast<int>(std::count_if(pattern.begin(), pattern.end(), sequencer::is_hit));
  auto turned = sequencer::euclid(pulses, steps, 0);
  for (int rotation = 0; rotation < steps; ++rotation) {
    if (turned == pattern) return Values{pulses, steps, rotation};
    sequencer::rotate_right(turned, 1);
  }
  return Error{"the pattern of '" + one.id() + "' is no even spread: /seq/pattern " + one.id() +
               " tells it"};
}

Result<Values> values_of(const Call& call, const Sequencer& one) {
  const auto& address = call.message.address;
  if (address == "/seq/param_lane") return lane_values(call, one);
  if (address == "/seq/euclid") return euclid_values(one);
  const auto* found = std::find_if(std::begin(kQuestions), std::end(kQuestions),
                                   [&](const auto& each) { return each.address == address; });
  if (found == std::end(kQuestions)) return Error{"cannot be asked"};
  return found->values(one);
}

}  // namespace

Outcome ask_sequencer(const Call& call) {
  const auto id = call.args.text(0);
  if (!id) return Outcome::failed(id.reason());
  const auto* one = call.scene.bank.find(*id);
  if (one == nullptr) return Outcome::failed(call.scene.bank.no_such(*id));
  if (call.message.address == "/seq/assign") {
    return reply(call, {"/seq/assign.reply", {*id}},
                 [info = one->info()] { return to_text(to_json(info)["assignments"]); });
  }
  auto values = values_of(call, *one);
  if (!values) return Outcome::failed(values.reason());
  osc::Message answer{call.message.address.text() + ".reply", {*id}};
  std::move(values->begin(), values->end(), std::back_inserter(answer.args));
  return reply(call, std::move(answer));
}

}  // namespace chronus::conductor
