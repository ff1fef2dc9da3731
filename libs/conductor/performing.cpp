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
#include "conductor/draft.hpp"
#include "conductor/meanings.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

bool is_shorter(const osc::Message& a, const osc::Message& b) {
  const auto size = [](const osc::Message& message) {
    std::size_t bytes = 0;
    for (std::size_t i = 1; i < message.args.size(); ++i) {
      if (const auto* text = osc::as_string(message.args[i])) bytes += text->size();
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
  constexpr std::string_view kSequencer = "/seq/";
  if (!message.address.starts_with(kSequencer)) return {};
  const auto slash = message.address.find('/', kSequencer.size());
  if (slash == std::string::npos) return {};
  osc::Message named{message.address.substr(0, slash), {message.address.substr(slash + 1)}};
  named.args.insert(named.args.end(), message.args.begin(), message.args.end());
  return named;
}

std::size_t Conductor::perform(const Incoming& incoming) {
  int patterns = 0;
  std::size_t work = 0;     // of what is done
  std::size_t refused = 0;  // of finding out that it is not
  const std::int64_t until_ns = now_ns_() + kLongest_ns;
  for (const auto& message : incoming.bundle.messages) {
    try {
      std::string problem;
      // A score is taken as it is; its lines were small enough when they were played.
      if (!incoming.sender.is_score) {
        problem = refusal_in_bundle(message, &work, &patterns, until_ns);
      }
      if (problem.empty()) {
        perform_message(incoming.sender, message);
      } else {
        refused += cost_of_reading(message);
        answer(incoming.sender, message, Outcome::failed(problem));
      }
    } catch (const std::bad_alloc&) {
      answer_out_of_memory(incoming.sender, message);
    }
  }
  return work + refused;
}

/// Why a message of a bundle is not performed, whatever it is. Empty where it may be.
std::string Conductor::refusal_in_bundle(const osc::Message& message, std::size_t* work,
                                         int* patterns, std::int64_t until_ns) const {
  if (osc::longest_text(message) > kMostTextBytes) {
    return "an argument is longer than " + std::to_string(kMostTextBytes) + " bytes";
  }
  if (osc::is_pattern(message.address)) ++*patterns;
  const bool is_pattern = pattern_cost(message) > 0;
  if (is_pattern && *patterns > kMaxPatternsPerBundle) return "too many patterns in one bundle";
  const std::size_t cost = this->cost(message);
  if (*work + cost > kMostWorkOfBundle) {
    return is_pattern ? "too many patterns in one bundle" : "too much work in one bundle";
  }
  *work += cost;
  if (now_ns_() > until_ns) return "its bundle took too long";
  return {};
}

void Conductor::perform_message(const Sender& sender, const osc::Message& received) {
  const auto named = with_id_as_argument(received);
  const osc::Message& message = named ? *named : received;
  std::string problem;
  Meanings meanings = osc::is_pattern(message.address)
                          ? Meanings(message, expand(message, scene_.patches, &problem))
                          : Meanings(message);
  // A sequencer may have a gate to close for each of its targets.
  const std::size_t most_commands = std::max<std::size_t>(meanings.count(), 1) +
                                    pattern_cost(received) * sequencer::kMaxAssignments;
  if (problem.empty() && commands_.command_space() < kSpareCommands + most_commands) {
    problem = "too many commands on one frame";
  }
  if (problem.empty() && meanings.are_several()) problem = refusal_of(sender, meanings);
  if (!problem.empty()) return answer(sender, received, Outcome::failed(problem));
  Outcome outcome = Outcome::silent();
  const std::uint64_t first_seq = next_seq_;
  meanings.for_each([&](osc::Message& meant) {
    Outcome result = perform_one(sender, meant, meanings.are_several());
    meanings.restore();  // the next one gets what came, not what was understood of this
    // The sender wrote one message and gets one answer: the first failure, else the common one.
    if (outcome.ok()) outcome = std::move(result);
    return true;
  });
  if (next_seq_ != first_seq) origins_.add({first_seq, last_seq(), sender, shortened(received)});
  answer(sender, received, outcome);
}

std::vector<std::string> Conductor::expand(const osc::Message& message, const PatchEditor& patches,
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
Outcome Conductor::perform_one(const Sender& sender, osc::Message& message, bool is_rehearsed) {
  if (touches_draft(message)) ++draft_revision_;
  const Row* row = router_.find(message.address);
  if (row == nullptr) return Outcome::failed(router_.vocabulary().unknown_address(message.address));
  const bool changes_music = row->message->journaled && !row->asks(message);
  if (changes_music) answers_.begin_anew();
  if (!is_stream(message.address)) {
    if (auto problem = usage_problem(*row, sender, message); !problem.empty()) {
      return Outcome::failed(problem);
    }
    const Button button = button_of(*row, sender, message);
    if (button == Button::kReleased) return Outcome::done();
    if (button == Button::kPressed) message.args.pop_back();
  }
  if (!is_rehearsed && !have_room_for(sender, message)) return Outcome::failed(kNoRoom);
  const auto beginning = bare_beginning(scene_.patches, message.address);
  Outcome outcome = means_ids(*row, message) ? perform_for_each(*row, sender, message, is_rehearsed)
                                             : perform_row(*row, sender, message);
  if (!outcome.ok() || !changes_music) return outcome;
  // What a draft began with depends on what was before, which a journal may not tell.
  if (!beginning.empty()) note_change(sender, {std::string(beginning), {}});
  note_change(sender, message);
  return outcome;
}

/// The message becomes what was understood of it.
Outcome Conductor::perform_row(const Row& row, const Sender& sender, osc::Message& message) {
  auto understood = message.args;
  Outcome outcome =
      row.perform({{sender, message, Arguments(message, row.message, &understood), cursor_},
                   *this,
                   scene_,
                   scene_.patches,
                   clients_});
  write_events();
  message.args.swap(understood);
  return outcome;
}

/// Every sequencer that the id means.
Outcome Conductor::perform_for_each(const Row& row, const Sender& sender, osc::Message& message,
                                    bool is_rehearsed) {
  const std::string id = *osc::as_string(message.args[0]);
  const auto meant = meant_ids(id);
  if (meant.empty()) return Outcome::failed("no sequencer matches '" + id + "'");
  const bool changes_music = row.message->journaled && !row.asks(message);
  // Questions change nothing: they are answered as far as that goes.
  if (!is_rehearsed && row.route.refuses_by_id && changes_music) {
    Rehearsal rehearsal(scene_, scene_.patches);
    answers_.begin_rehearsal();
    Outcome possible = rehearse_for_each(row, sender, message, rehearsal);
    if (!possible.ok()) return possible;
  }
  osc::Message single = message;
  // A list counts as far as the sequencer has steps: the one with the most has all that counts.
  osc::Message fullest;
  for (auto one = meant.begin(); one != meant.end(); ++one) {
    single.args = message.args;
    single.args[0] = *one;
    const auto outcome = perform_row(row, sender, single);
    if (outcome.ok() && (fullest.args.empty() || is_shorter(fullest, single))) fullest = single;
    if (outcome.ok()) continue;
    // The journal tells what was done nevertheless.
    std::for_each(meant.begin(), one, [&](const auto& done) {
      fullest.args[0] = done;
      if (changes_music) note_change(sender, fullest);
    });
    return outcome;
  }
  message.args = std::move(fullest.args);
  message.args[0] = id;
  return Outcome::done();
}

void Conductor::note_change(const Sender& sender, const osc::Message& message) {
  journal_.played(cursor_, message);
  edits_.add(cursor_, sender, message);
}

void Conductor::answer(const Sender& sender, const osc::Message& message, const Outcome& outcome) {
  auto& counters = scene_.counters;
  ++(outcome.ok() ? counters.accepted : counters.refused);
  if (!outcome.ok() && sender.is_score) ++score_failures_;
  if (outcome.kind == Outcome::Kind::kSilent || outcome.kind == Outcome::Kind::kAnswered) return;
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
