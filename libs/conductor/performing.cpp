// SPDX-License-Identifier: MIT
// How the conductor performs messages: patterns spelt out, each row of the vocabulary called, every
// sender answered.
#include <algorithm>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/conductor.hpp"
#include "conductor/dirt_places.hpp"
#include "conductor/draft.hpp"
#include "conductor/meanings.hpp"
#include "conductor/stream.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

bool is_shorter(const std::vector<osc::Arg>& a, const std::vector<osc::Arg>& b) {
  const auto size = [](const std::vector<osc::Arg>& args) {
    std::size_t bytes = 0;
    for (std::size_t i = 1; i < args.size(); ++i) {
      if (const auto* text = osc::as_string(args[i])) bytes += text->size();
    }
    return bytes;
  };
  return size(a) < size(b);
}

/// A pattern may mean thousands of addresses; matching them all is work for this thread.
constexpr int kMaxPatternsPerBundle = 64;
constexpr std::int64_t kLongest_ns = 4'000'000;
/// More than 256 steps can need. No other text is longer either.
constexpr std::size_t kMostTextBytes = 8'192;
/// Of a bundle that is refused: the others are counted.
constexpr std::size_t kMostRefusals = 64;

}  // namespace

std::optional<osc::Message> with_id_as_argument(const osc::Message& message) {
  const Address& address = message.address;
  if (address.root() != "seq" || !address.has_rest()) return {};
  osc::Message named{address.without_rest(), {}};
  named.args.reserve(1 + message.args.size());
  named.args.emplace_back(std::string(address.rest()));
  named.args.insert(named.args.end(), message.args.begin(), message.args.end());
  return named;
}

std::size_t Conductor::perform(const Incoming& incoming) {
  ++bundle_;
  // A message of an undo or a load that had to wait for its sample is part of that.
  is_remembered_ = !incoming.is_past && !incoming.sender.is_of_journals;
  if (const auto load_at = load_to_fetch(incoming)) return fetch(incoming, *load_at);
  dirt_ahead_.needed = lacking(incoming.bundle);
  BundleSoFar so_far;
  so_far.until_ns = now_ns_() + kLongest_ns;
  for (std::size_t i = 0; i < incoming.bundle.messages.size(); ++i) {
    const osc::Message& message = incoming.bundle.messages[i];
    if (incoming.has_load() && i == incoming.load_at) {
      so_far.work += incoming.setting ? perform_session(incoming) : perform_load(incoming);
      continue;
    }
    try {
      perform_in_bundle(incoming, message, &so_far);
    } catch (const std::bad_alloc&) {
      answer_out_of_memory(incoming.sender, message);
    }
  }
  return so_far.work + so_far.refused;
}

void Conductor::perform_in_bundle(const Incoming& incoming, const osc::Message& message,
                                  BundleSoFar* so_far) {
  const Cost cost = prices_.of(message);
  // A score is taken as it is; its lines were small enough when they were played.
  const std::string problem =
      incoming.sender.is_score ? std::string() : refusal_in_bundle(message, cost, so_far);
  if (problem.empty()) return perform_message(incoming.sender, message, cost);
  so_far->refused += cost.reading;
  answer(incoming.sender, message, Outcome::failed(problem));
}

/// Why a message of a bundle is not performed, whatever it is. Empty where it may be.
std::string Conductor::refusal_in_bundle(const osc::Message& message, const Cost& cost,
                                         BundleSoFar* so_far) const {
  if (osc::longest_text(message) > kMostTextBytes) {
    return "an argument is longer than " + std::to_string(kMostTextBytes) + " bytes";
  }
  if (message.address.is_pattern()) ++so_far->patterns;
  const bool is_pattern = cost.pattern > 0;
  if (is_pattern && so_far->patterns > kMaxPatternsPerBundle) {
    return "too many patterns in one bundle";
  }
  if (so_far->work + cost.all() > kMostWorkOfBundle) {
    return is_pattern ? "too many patterns in one bundle" : "too much work in one bundle";
  }
  so_far->work += cost.all();
  if (now_ns_() > so_far->until_ns) return "its bundle took too long";
  return {};
}

void Conductor::perform_message(const Sender& sender, const osc::Message& received,
                                const Cost& cost) {
  const auto named = with_id_as_argument(received);
  const osc::Message& message = named ? *named : received;
  std::string problem;
  Meanings meanings = message.address.is_pattern()
                          ? Meanings(message, expand(message, scene_.patches, &problem))
                          : Meanings(message);
  // A note says one command for each value that it brings, and two more; a sequencer may have a
  // gate to close for each of its targets.
  const std::size_t each = is_note(message.address) ? message.args.size() / 2 + 2 : 1;
  const std::size_t most_commands =
      each * std::max<std::size_t>(meanings.count(), 1) + cost.pattern * sequencer::kMaxAssignments;
  if (problem.empty() && commands_.command_space() < kSpareCommands + most_commands) {
    problem = "too many commands on one frame";
  }
  if (problem.empty() && meanings.are_several()) problem = refusal_of(sender, meanings);
  if (!problem.empty()) return answer(sender, received, Outcome::failed(problem));
  Outcome outcome = Outcome::silent();
  const std::uint64_t first_seq = next_seq_;
  meanings.for_each([&](const osc::Message& meant) {
    Outcome result = perform_one(sender, meant, meanings.are_several());
    // The sender wrote one message and gets one answer: the first failure, else the common one.
    if (outcome.ok()) outcome = std::move(result);
    return true;
  });
  if (next_seq_ != first_seq) origins_.add({first_seq, last_seq(), sender, shortened(received)});
  answer(sender, received, outcome);
}

std::vector<Address> Conductor::expand(const osc::Message& message, const PatchEditor& patches,
                                       std::string* problem) const {
  if (auto checked = osc::check_pattern(message.address); !checked) {
    *problem = "bad address pattern: " + checked.reason();
    return {};
  }
  auto addresses = router_.matching_addresses(patches, message.address);
  if (addresses.empty()) *problem = "nothing matches the address pattern";
  return addresses;
}

/// `is_rehearsed`: it is one of several, and all of them were found to be possible.
Outcome Conductor::perform_one(const Sender& sender, const osc::Message& message,
                               bool is_rehearsed) {
  if (touches_draft(message)) ++draft_revision_;
  const Row* row = router_.find(message.address);
  if (row == nullptr) {
    const std::string_view quit = sender.is_score ? "/quit" : "";
    return Outcome::failed(router_.vocabulary().unknown_address(message.address, quit));
  }
  const bool changes_music = row->message->journaled && !row->asks(message);
  const auto go_on = [&](const osc::Message& whole) {
    return changes_music ? perform_change(*row, sender, whole, is_rehearsed)
                         : perform_meant(*row, sender, whole, nullptr, is_rehearsed);
  };
  if (changes_music) answers_.begin_anew();
  if (row->is_stream) return go_on(message);
  if (auto problem = usage_problem(*row, sender, message); !problem.empty()) {
    return Outcome::failed(problem);
  }
  const Button button = button_of(*row, sender, message);
  if (button == Button::kReleased) return Outcome::done();
  return button == Button::kPressed ? go_on(without_last(message)) : go_on(message);
}

/// And tells the journal.
Outcome Conductor::perform_change(const Row& row, const Sender& sender, const osc::Message& message,
                                  bool is_rehearsed) {
  const auto beginning = bare_beginning(scene_.patches, message.address);
  osc::Message understood = message;
  const auto value = value_before(message);
  auto step = before(row, message);
  Outcome outcome = perform_meant(row, sender, message, &understood.args, is_rehearsed);
  if (outcome.kind == Outcome::Kind::kLater) return outcome;
  // Of several that it means some may be done though one failed.
  if (step) remember(sender, message, std::move(*step));
  if (value) remember_value(sender, message, *value);
  if (!outcome.ok()) return outcome;
  // What a draft began with depends on what was before, which a journal may not tell.
  if (!beginning.empty()) note_change(sender, {beginning, {}});
  note_change(sender, understood);
  return outcome;
}

Outcome Conductor::perform_meant(const Row& row, const Sender& sender, const osc::Message& message,
                                 Understood* understood, bool is_rehearsed) {
  if (!is_rehearsed && !have_room_for(sender, message)) return Outcome::failed(kNoRoom);
  return means_ids(row, message) ? perform_for_each(row, sender, message, understood, is_rehearsed)
                                 : perform_row(row, sender, message, understood);
}

Outcome Conductor::perform_row(const Row& row, const Sender& sender, const osc::Message& message,
                               Understood* understood) {
  Outcome outcome =
      row.perform({{sender, message, Arguments(message, row.message, understood), cursor_},
                   *this,
                   scene_,
                   scene_.patches,
                   clients_});
  write_events();
  return outcome;
}

/// Every sequencer that the id means.
Outcome Conductor::perform_for_each(const Row& row, const Sender& sender,
                                    const osc::Message& message, Understood* understood,
                                    bool is_rehearsed) {
  const std::string& id = *osc::as_string(message.args[0]);
  const auto meant = meant_ids(id);
  if (meant.empty()) return Outcome::failed(no_sequencer_matches(id));
  // Questions change nothing: they are answered as far as that goes.
  const bool changes_music = understood != nullptr;
  if (!is_rehearsed && row.route.refuses_by_id && changes_music) {
    Rehearsal rehearsal(scene_, scene_.patches);
    answers_.begin_rehearsal();
    Outcome possible = rehearse_for_each(row, sender, message, rehearsal);
    if (!possible.ok()) return possible;
  }
  osc::Message single = message;
  // A list counts as far as the sequencer has steps: the one with the most has all that counts.
  osc::Message fullest{message.address, {}};
  Understood one_understood;
  for (auto one = meant.begin(); one != meant.end(); ++one) {
    single.args[0] = *one;
    if (changes_music) one_understood = single.args;
    const auto outcome =
        perform_row(row, sender, single, changes_music ? &one_understood : nullptr);
    if (!outcome.ok()) {
      // The journal tells what was done nevertheless.
      std::for_each(meant.begin(), one, [&](const auto& done) {
        if (!changes_music) return;
        fullest.args[0] = done;
        note_change(sender, fullest);
      });
      return outcome;
    }
    if (changes_music && (fullest.args.empty() || is_shorter(fullest.args, one_understood))) {
      fullest.args = one_understood;
    }
  }
  if (changes_music) {
    *understood = std::move(fullest.args);
    understood->at(0) = id;
  }
  return Outcome::done();
}

void Conductor::note_change(const Sender& sender, const osc::Message& message) {
  ++scene_.changes;
  journal_.played(cursor_, message);
  edits_.add(cursor_, sender, message);
}

void Conductor::answer(const Sender& sender, const osc::Message& message, const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::kLater) return;
  auto& counters = scene_.counters;
  ++(outcome.ok() ? counters.accepted : counters.refused);
  if (!outcome.ok() && sender.is_score) ++score_failures_;
  const bool is_told =
      outcome.kind == Outcome::Kind::kDone || outcome.kind == Outcome::Kind::kFailed;
  if (!is_told) return;
  clients_.reply(sender,
                 outcome.ok() ? done_message(message) : fail_message(message, outcome.reason),
                 outcome.json);
}

/// The little that is left is enough, or nothing is said: the music goes on.
void Conductor::answer_out_of_memory(const Sender& sender, const osc::Message& message) {
  ++scene_.counters.refused;
  try {
    clients_.reply(sender, fail_message({shortened(message).address, {}}, "out of memory"),
                   nullptr);
  } catch (const std::bad_alloc&) {
    return;
  }
}

void Conductor::refuse(const Incoming& incoming, const std::string& reason) {
  const auto& messages = incoming.bundle.messages;
  const std::size_t told = std::min(messages.size(), kMostRefusals);
  for (std::size_t i = 0; i < told; ++i) {
    answer(incoming.sender, messages[i], Outcome::failed(reason));
  }
  scene_.counters.refused += messages.size() - told;
}

}  // namespace chronus::conductor
