// SPDX-License-Identifier: MIT
// How the conductor performs messages: patterns spelt out, each row of the vocabulary called, every
// sender answered.
#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/conductor.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kSequencer = "/seq/";

/// `/seq/start/kick` means `/seq/start kick`, and the name may be a pattern. Nothing where the
/// address is whole as it stands.
std::optional<osc::Message> with_id_as_argument(const osc::Message& message) {
  if (!message.address.starts_with(kSequencer)) return {};
  const auto slash = message.address.find('/', kSequencer.size());
  if (slash == std::string::npos) return {};
  osc::Message named{message.address.substr(0, slash), {message.address.substr(slash + 1)}};
  named.args.insert(named.args.end(), message.args.begin(), message.args.end());
  return named;
}

/// Empty where the arguments are as many as they should be.
std::string usage_problem(const Route& route, const Sender& sender, const osc::Message& message) {
  const std::size_t count = message.args.size();
  if (button_of(route, sender, message) != Button::kNone) return {};
  if (count >= route.min_args && count <= route.max_args) return {};
  return "usage: " + std::string(route.usage);
}

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
/// So much of what clients' patterns mean, in messages, and of all that is in a bundle: no more
/// than a block's time or two, since it lands on one frame.
constexpr std::size_t kMostWork = 5'120;
constexpr std::int64_t kLongest_ns = 4'000'000;
/// More than 256 steps can need. No other text is longer either.
constexpr std::size_t kMostTextBytes = 8'192;
/// Of a bundle that is refused: the others are counted.
constexpr std::size_t kMostRefusals = 64;

}  // namespace

void Conductor::perform(const Incoming& incoming) {
  int patterns = 0;
  std::size_t work = 0;
  const std::int64_t until_ns = stage_.now_ns() + kLongest_ns;
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
        answer(incoming.sender, message, Outcome::failed(problem));
      }
    } catch (const std::bad_alloc&) {
      answer_out_of_memory(incoming.sender, message);
    }
  }
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
  if (*work + cost > kMostWork) {
    return is_pattern ? "too many patterns in one bundle" : "too much work in one bundle";
  }
  *work += cost;
  if (stage_.now_ns() > until_ns) return "its bundle took too long";
  return {};
}

void Conductor::perform_message(const Sender& sender, const osc::Message& received) {
  const auto named = with_id_as_argument(received);
  const osc::Message& message = named ? *named : received;
  const bool alone = !osc::is_pattern(message.address);
  std::string problem;
  const auto addresses =
      alone ? std::vector<std::string>() : expand(message, scene_.patches, &problem);
  // One message in turn for each address; a copy of long arguments for each would cost more than
  // to perform it.
  osc::Message one = message;
  const auto for_each_until = [&](auto&& stops) {
    if (alone) return static_cast<void>(stops(one));
    for (const auto& address : addresses) {
      one.address = address;
      auto behind = with_id_as_argument(one);  // `/s?q/bpm/kick`
      if (stops(behind ? *behind : one)) return;
    }
  };
  // A sequencer may have a gate to close for each of its targets.
  const std::size_t most_commands = std::max<std::size_t>(addresses.size(), 1) +
                                    pattern_cost(received) * sequencer::kMaxAssignments;
  if (problem.empty() && stage_.command_space() < kSpareCommands + most_commands) {
    problem = "too many commands on one frame";
  }
  if (problem.empty()) {
    for_each_until([&](const osc::Message& meant) {
      problem = refusal_of(sender, meant, alone || addresses.size() == 1);
      return !problem.empty();
    });
  }
  if (!problem.empty()) return answer(sender, received, Outcome::failed(problem));
  Outcome outcome = Outcome::silent();
  const std::uint64_t first_seq = next_seq_;
  for_each_until([&](osc::Message& meant) {
    Outcome result = perform_one(sender, meant);
    if (!alone) one.args = message.args;  // the next one's, not what was understood of these
    // The sender wrote one message and gets one answer: the first failure, else the common one.
    if (outcome.ok()) outcome = std::move(result);
    return false;
  });
  if (next_seq_ != first_seq) origins_.add({first_seq, last_seq(), sender, shortened(received)});
  answer(sender, received, outcome);
}

/// All or none, as far as that can be told: `/seq/*` would delete before it is refused, and a
/// choice that one module has another may not.
std::string Conductor::refusal_of(const Sender& sender, const osc::Message& one, bool alone) {
  if (is_stream(one.address)) {
    // Alone it is looked at once, when it is performed: streams are dense.
    if (alone) return {};
    const auto outcome =
        check_stream({*this, scene_, stage_, sender, one, Arguments(one), cursor_});
    return outcome.ok() ? std::string() : outcome.reason;
  }
  const Route* route = find_route(one.address);
  return route == nullptr ? std::string() : usage_problem(*route, sender, one);
}

std::vector<std::string> Conductor::expand(const osc::Message& message, const PatchDesk& patches,
                                           std::string* problem) {
  if (auto checked = osc::check_pattern(message.address); !checked) {
    *problem = "bad address pattern: " + checked.reason();
    return {};
  }
  auto addresses = matching_addresses(patches, message.address);
  if (addresses.empty()) *problem = "nothing matches the address pattern";
  return addresses;
}

Outcome Conductor::perform_one(const Sender& sender, osc::Message& message) {
  if (touches_draft(message)) ++draft_revision_;
  if (is_stream(message.address)) {
    auto understood = message.args;
    Outcome outcome = perform_stream(
        {*this, scene_, stage_, sender, message, Arguments(message, &understood), cursor_});
    message.args.swap(understood);
    if (outcome.ok()) stage_.played(cursor_, message);
    answers_.clear();
    return outcome;
  }
  const Route* route = find_route(message.address);
  if (route == nullptr) return Outcome::failed("unknown address");
  if (auto problem = usage_problem(*route, sender, message); !problem.empty()) {
    return Outcome::failed(problem);
  }
  const Button button = button_of(*route, sender, message);
  if (button == Button::kReleased) return Outcome::done();
  if (button == Button::kPressed) message.args.pop_back();
  if (route->changes_music) answers_.clear();
  if (!sender.is_score && !have_room_for(message)) {
    return Outcome::failed("the sequencers hold as much as there may be, 64 MiB");
  }
  const auto* id = route->id_first ? osc::as_string(message.args[0]) : nullptr;
  Outcome outcome = id != nullptr && osc::is_pattern(*id)
                        ? perform_for_each(*route, sender, message)
                        : perform_row(*route, sender, message);
  if (outcome.ok() && route->changes_music) stage_.played(cursor_, message);
  return outcome;
}

Outcome Conductor::perform_row(const Route& route, const Sender& sender, osc::Message& message) {
  auto understood = message.args;
  Outcome outcome = route.perform(
      {*this, scene_, stage_, sender, message, Arguments(message, &understood), cursor_});
  write_events();
  message.args.swap(understood);
  return outcome;
}

/// Every sequencer that the id means.
Outcome Conductor::perform_for_each(const Route& route, const Sender& sender,
                                    osc::Message& message) {
  const std::string id = *osc::as_string(message.args[0]);
  const bool is_sound = osc::check_pattern("/" + id) && id.find('/') == std::string::npos;
  const osc::PartPattern pattern(id);
  std::vector<std::string> meant;
  for (const auto& existing : scene_.bank.all()) {
    if (is_sound && pattern.matches(existing->id())) meant.push_back(existing->id());
  }
  if (meant.empty()) return Outcome::failed("no sequencer matches '" + id + "'");
  osc::Message single = message;
  scene_.bank.begin_checks();
  // All or none: what one of them would refuse is refused before any has changed.
  for (const auto& one : meant) {
    if (route.check == nullptr) break;
    single.args[0] = one;
    if (auto outcome =
            route.check({*this, scene_, stage_, sender, single, Arguments(single), cursor_});
        !outcome.ok()) {
      return outcome;
    }
  }
  // A list counts as far as the sequencer has steps: the one with the most has all that counts.
  osc::Message fullest;
  for (auto one = meant.begin(); one != meant.end(); ++one) {
    single.args = message.args;
    single.args[0] = *one;
    const auto outcome = perform_row(route, sender, single);
    if (outcome.ok() && (fullest.args.empty() || is_shorter(fullest, single))) fullest = single;
    if (outcome.ok()) continue;
    // The journal tells what was done nevertheless.
    std::for_each(meant.begin(), one, [&](const auto& done) {
      fullest.args[0] = done;
      if (route.changes_music) stage_.played(cursor_, fullest);
    });
    return outcome;
  }
  message.args = std::move(fullest.args);
  message.args[0] = id;
  return Outcome::done();
}

void Conductor::answer(const Sender& sender, const osc::Message& message, const Outcome& outcome) {
  auto& counters = scene_.counters;
  ++(outcome.ok() ? counters.accepted : counters.refused);
  if (!outcome.ok() && sender.is_score) ++score_failures_;
  if (outcome.kind == Outcome::Kind::kSilent || outcome.kind == Outcome::Kind::kAnswered) return;
  stage_.reply(sender, outcome.ok() ? done_message(message) : fail_message(message, outcome.reason),
               outcome.json);
}

/// The little that is left is enough, or nothing is said: the music goes on.
void Conductor::answer_out_of_memory(const Sender& sender, const osc::Message& message) {
  ++scene_.counters.refused;
  try {
    stage_.reply(sender, fail_message({shortened(message).address, {}}, "out of memory"), nullptr);
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

Outcome Conductor::answer_shared(const Call& call, const std::string& question, osc::Message reply,
                                 std::size_t bytes, const std::function<JsonText()>& make) {
  constexpr std::size_t kMostKnown = 64;
  struct Rendered {
    osc::Shares::Hold hold;
    JsonText make;
    std::string text;
  };
  JsonText shared;
  if (const auto known = answers_.find(question); known != answers_.end()) {
    shared = known->second;
  } else {
    auto hold = answer_shares_.take(call.sender.lane, bytes);
    if (!hold) return Outcome::failed("too many answers wait");
    // Rendered on the server's thread, by the first of those who asked; the others get its text.
    shared = [one = std::make_shared<Rendered>(Rendered{std::move(hold), make(), {}})] {
      if (one->make) one->text = std::exchange(one->make, nullptr)();
      return one->text;
    };
    if (answers_.size() < kMostKnown) answers_.emplace(question, shared);
  }
  stage_.reply(call.sender, std::move(reply), std::move(shared));
  return Outcome::answered();
}

}  // namespace chronus::conductor
