// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "base/rounding.hpp"
#include "conductor/clamped.hpp"
#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"
#include "conductor/paging.hpp"
#include "conductor/route.hpp"
#include "conductor/sequencer_info.hpp"
#include "conductor/sequencer_questions.hpp"
#include "conductor/with_id.hpp"
#include "sequencer/chance.hpp"
#include "sequencer/text.hpp"

namespace chronus::conductor {
namespace {

using sequencer::Bank;
using sequencer::TrigField;

Outcome create(const Call& call) {
  return with_id(call, [](Bank& bank, const std::string& id) { return bank.create(id); });
}

Outcome remove(const Call& call) {
  return with_id(call,
                 [&](Bank& bank, const std::string& id) { return bank.remove(id, call.now); });
}

Outcome config(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto bpm = call.args.number(1);
    if (!bpm) return bpm.error();
    const auto steps = call.args.integer(2);
    if (!steps) return steps.error();
    const auto division = call.args.integer(3);
    if (!division) return division.error();
    return bank.config(id, *bpm, *steps, *division, call.now);
  });
}

Outcome pattern(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto text = call.args.text(1);
    if (!text) return text.error();
    const Status done = bank.pattern(id, *text, call.now);
    if (!done) return done;
    // Shorter than the steps, whatever it holds.
    const bool may_be_cut = text->size() > static_cast<std::size_t>(bank.find(id)->steps());
    if (may_be_cut) tell_cut(call, id, sequencer::parse_pattern(*text)->size());
    call.args.understand_from(1, {sequencer::pattern_text(bank.find(id)->content().pattern)});
    return done;
  });
}

template <TrigField kField>
Outcome trigs(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto values = call.args.words_from(1);
    if (!values) return values.error();
    const Status done = bank.trigs(id, kField, *values, call.now);
    if (done) tell_cut(call, id, sequencer::parse_trigs(kField, *values)->size());
    if (done && !call.is_rehearsal) {
      call.args.understand_from(1, {trigs_words(kField, bank.find(id)->content().trigs)});
    }
    return done;
  });
}

Outcome chain(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    std::vector<std::string> patterns;
    for (std::size_t i = 1; i < call.args.count(); ++i) {
      const auto text = call.args.text(i);
      if (!text) return text.error();
      patterns.push_back(*text);
    }
    if (patterns.size() == 1 && patterns[0] == kNoChain) patterns.clear();
    const Status done = bank.chain(id, patterns, call.now);
    if (!done || patterns.empty()) return done;
    std::size_t longest = 0;
    for (const auto& pattern : patterns) {
      longest = std::max(longest, sequencer::parse_pattern(pattern)->size());
    }
    tell_cut(call, id, longest);
    patterns.clear();
    for (const auto& pattern : bank.find(id)->content().chain) {
      patterns.push_back(sequencer::pattern_text(pattern));
    }
    call.args.understand_from(1, std::move(patterns));
    return done;
  });
}

Outcome start(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) { return bank.start(id, call.now); });
}

Outcome stop(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) { return bank.stop(id, call.now); });
}

Outcome reset(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) { return bank.reset(id, call.now); });
}

Outcome start_all(const Call& call) { return Outcome::of(call.scene.bank.start_all(call.now)); }

Outcome stop_all(const Call& call) {
  call.scene.bank.stop_all(call.now);
  return Outcome::done();
}

Outcome reset_all(const Call& call) {
  call.scene.bank.reset_all(call.now);
  return Outcome::done();
}

Outcome bpm(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto value = call.args.number(1);
    if (!value) return value.error();
    return bank.bpm(id, *value, call.now);
  });
}

Outcome follow(const Call& call) {
  return with_id(call,
                 [&](Bank& bank, const std::string& id) { return bank.follow(id, call.now); });
}

Outcome swing(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto percent = call.args.number(1);
    if (!percent) return percent.error();
    return bank.swing(id, *percent, call.now);
  });
}

Outcome quantum(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto beats = call.args.number(1, "beats", sequencer::kMinQuantum, sequencer::kMaxQuantum);
    if (!beats) return beats.error();
    const bool is_none = std::abs(*beats) <= kRounding;
    return bank.quantum(id, is_none ? 0.0 : *beats, call.now);
  });
}

Outcome seed(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1);
    if (!n) return n.error();
    return bank.seed(id, *n, call.now);
  });
}

Outcome fill(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto on = call.args.integer(1);
    if (!on) return on.error();
    return bank.fill(id, *on == 1, call.now);
  });
}

Outcome gate_len(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto fraction = call.args.number(1);
    if (!fraction) return fraction.error();
    return bank.gate_len(id, *fraction);
  });
}

Outcome steps(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1);
    if (!n) return n.error();
    return bank.steps(id, *n, call.now);
  });
}

Outcome division(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1);
    if (!n) return n.error();
    return bank.division(id, *n, call.now);
  });
}

Outcome euclid(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto pulses = call.args.integer(1);
    if (!pulses) return pulses.error();
    const auto count = call.args.integer(2);
    if (!count) return count.error();
    int rotation = 0;
    if (call.args.count() > 3) {
      const auto wanted = call.args.integer(3);
      if (!wanted) return wanted.error();
      rotation = *wanted;
    }
    return bank.euclid(id, *pulses, *count, rotation, call.now);
  });
}

Outcome rotate(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1);
    if (!n) return n.error();
    return bank.rotate(id, *n, call.now);
  });
}

Outcome mute(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto muted = call.args.integer(1);
    if (!muted) return muted.error();
    return bank.mute(id, *muted == 1, call.now);
  });
}

Outcome list(const Call& call) {
  const auto offset = offset_at(call, 0);
  if (!offset) return Outcome::failed(offset.reason());
  const auto make = [&]() -> JsonText {
    return paged([ids = call.scene.bank.ids()] { return to_text(Json(ids)); }, *offset);
  };
  constexpr std::size_t kBytesOfId = 64;
  return call.conductor.answers().answer(call, page_name("/seq/list", *offset),
                                         {"/seq/list.reply", {}},
                                         kBytesOfId * (1 + call.scene.bank.size()), make);
}

Outcome info(const Call& call) {
  const auto id = call.args.text(0);
  if (!id) return Outcome::failed(id.reason());
  const auto* found = call.scene.bank.find(*id);
  if (found == nullptr) return Outcome::failed(call.scene.bank.no_such(*id));
  const auto offset = offset_at(call, 1);
  if (!offset) return Outcome::failed(offset.reason());
  const auto make = [&]() -> JsonText {
    return paged([info = found->info()] { return to_text(to_json(info)); }, *offset);
  };
  // As text a step takes several times what it takes to play.
  return call.conductor.answers().answer(call, page_name("/seq/info " + *id, *offset),
                                         {"/seq/info.reply", {*id}}, 8 * found->memory_bytes(),
                                         make);
}

constexpr Route kSequencerRoutes[] = {
    {.address = "/seq/create", .perform = create},
    {.address = "/seq/delete", .perform = remove, .company = Company::kNever},
    {.address = "/seq/list", .perform = list},
    {.address = "/seq/info", .perform = info, .refuses_by_id = true},
    {.address = "/seq/config",
     .perform = config,
     .company = Company::kHits,
     .refuses_by_id = true,
     .ask = ask_sequencer},
    {.address = "/seq/pattern", .perform = pattern, .ask = ask_sequencer},
    {.address = "/seq/start", .perform = start, .company = Company::kHits, .refuses_by_id = true},
    {.address = "/seq/stop", .perform = stop},
    {.address = "/seq/reset", .perform = reset},
    {.address = "/seq/reset_all", .perform = reset_all},
    {.address = "/seq/start_all", .perform = start_all, .company = Company::kHits},
    {.address = "/seq/stop_all", .perform = stop_all},
    {.address = "/seq/bpm",
     .perform = bpm,
     .company = Company::kHits,
     .refuses_by_id = true,
     .ask = ask_sequencer},
    {.address = "/seq/gate_len", .perform = gate_len, .ask = ask_sequencer},
    {.address = "/seq/steps", .perform = steps, .company = Company::kHits, .ask = ask_sequencer},
    {.address = "/seq/division",
     .perform = division,
     .company = Company::kHits,
     .refuses_by_id = true,
     .ask = ask_sequencer},
    {.address = "/seq/euclid", .perform = euclid, .company = Company::kHits, .ask = ask_sequencer},
    {.address = "/seq/rotate", .perform = rotate, .ask = ask_sequencer},
    {.address = "/seq/swing", .perform = swing, .ask = ask_sequencer},
    {.address = "/seq/prob", .perform = trigs<TrigField::kChance>, .ask = ask_sequencer},
    {.address = "/seq/ratchet",
     .perform = trigs<TrigField::kRatchet>,
     .company = Company::kHits,
     .refuses_by_id = true,
     .ask = ask_sequencer},
    {.address = "/seq/nudge", .perform = trigs<TrigField::kNudge>, .ask = ask_sequencer},
    {.address = "/seq/cond", .perform = trigs<TrigField::kCondition>, .ask = ask_sequencer},
    {.address = "/seq/fill", .perform = fill, .ask = ask_sequencer},
    {.address = "/seq/seed", .perform = seed, .ask = ask_sequencer},
    {.address = "/seq/chain", .perform = chain, .ask = ask_sequencer},
    {.address = "/seq/quantum", .perform = quantum, .ask = ask_sequencer},
    {.address = "/seq/follow", .perform = follow, .company = Company::kHits, .refuses_by_id = true},
    {.address = "/seq/mute", .perform = mute, .ask = ask_sequencer},
    {.address = "/transport/stop", .perform = stop_all},
};

}  // namespace

std::span<const Route> sequencer_routes() { return kSequencerRoutes; }

}  // namespace chronus::conductor
