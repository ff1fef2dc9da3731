// SPDX-License-Identifier: MIT
// How the conductor performs messages: patterns spelt out, each row of the vocabulary called, every
// sender answered.
#include <algorithm>

#include "conductor/answer.hpp"
#include "conductor/conductor.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kSequencer = "/seq/";

/// `/seq/start/kick` means `/seq/start kick`, and the name may be a pattern.
osc::Message with_id_as_argument(const osc::Message& message) {
  if (!message.address.starts_with(kSequencer)) return message;
  const auto slash = message.address.find('/', kSequencer.size());
  if (slash == std::string::npos) return message;
  osc::Message named{message.address.substr(0, slash), {message.address.substr(slash + 1)}};
  named.args.insert(named.args.end(), message.args.begin(), message.args.end());
  return named;
}

/// Empty where the arguments are as many as they should be.
std::string usage_problem(const Route& route, const osc::Message& message) {
  const std::size_t count = message.args.size();
  if (count >= route.min_args && count <= route.max_args) return {};
  return "usage: " + std::string(route.usage);
}

/// How the id of a sequencer is a pattern: as the argument that it usually is, or in the address.
bool has_pattern_for_id(const osc::Message& message, std::size_t slash) {
  if (slash != std::string::npos) return osc::is_pattern(message.address.substr(slash));
  const auto* id = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
  return id != nullptr && osc::is_pattern(*id);
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
/// And so much of that work, in messages.
constexpr std::size_t kMostPatternCost = 8'192;
/// What is matched in the time of a message: places of a pattern times addresses.
constexpr std::size_t kPlacesPerMessage = 32;
constexpr std::size_t kArgumentsPerMessage = 64;

}  // namespace

std::size_t Conductor::pattern_cost(const osc::Message& message) const {
  std::size_t cost = 0;
  std::size_t rows = 1;
  if (osc::is_pattern(message.address)) {
    cost = 1 + known_address_count(scene_) * message.address.size() / kPlacesPerMessage;
    rows = sequencer_routes().size();
  }
  if (!message.address.starts_with(kSequencer)) return cost;
  const auto slash = message.address.find('/', kSequencer.size());
  if (!has_pattern_for_id(message, slash)) return cost;
  // `/seq/stop/*` is the pattern of an id alone.
  if (!osc::is_pattern(message.address.substr(0, slash))) rows = 1;
  return cost + rows * scene_.bank.size();
}

/// In plain messages.
std::size_t Conductor::cost(const osc::Bundle& bundle) const {
  std::size_t sum = 0;
  for (const auto& message : bundle.messages) {
    sum += 1 + message.args.size() / kArgumentsPerMessage + pattern_cost(message);
  }
  return sum;
}

bool Conductor::perform(const Incoming& incoming) {
  if (!patch_is_ready(incoming)) return false;
  int patterns = 0;
  std::size_t meaning = 0;
  for (const auto& message : incoming.bundle.messages) {
    const std::size_t cost = pattern_cost(message);
    meaning += cost;
    if (osc::is_pattern(message.address)) ++patterns;
    if (cost > 0 && (patterns > kMaxPatternsPerBundle || meaning > kMostPatternCost)) {
      answer(incoming.sender, message, Outcome::failed("too many patterns in one bundle"));
      continue;
    }
    perform_message(incoming.sender, message);
  }
  return true;
}

void Conductor::perform_message(const Sender& sender, const osc::Message& message) {
  std::string problem;
  auto messages = expand(message, &problem);
  // A sequencer may have a gate to close for each of its targets.
  const std::size_t most_commands =
      messages.size() + pattern_cost(message) * sequencer::kMaxAssignments;
  if (problem.empty() && stage_.command_space() < kSpareCommands + most_commands) {
    problem = "too many commands on one frame";
  }
  if (problem.empty()) problem = refusal_of_any(sender, messages);
  if (!problem.empty()) return answer(sender, message, Outcome::failed(problem));
  Outcome outcome = Outcome::silent();
  const std::uint64_t first_seq = next_seq_;
  for (auto& one : messages) {
    Outcome result = perform_one(sender, one);
    // The sender wrote one message and gets one answer: the first failure, else the common one.
    if (outcome.ok()) outcome = std::move(result);
  }
  if (next_seq_ != first_seq) origins_.add({first_seq, last_seq(), sender, message});
  answer(sender, message, outcome);
}

/// All or none, as far as that can be told: `/seq/*` would delete before it is refused, and a
/// choice that one module has another may not.
std::string Conductor::refusal_of_any(const Sender& sender,
                                      const std::vector<osc::Message>& messages) {
  for (const auto& one : messages) {
    if (is_stream(one.address)) {
      // Alone it is looked at once, when it is performed: streams are dense.
      if (messages.size() == 1) break;
      const auto outcome =
          check_stream({*this, scene_, stage_, sender, one, Arguments(one), cursor_});
      if (!outcome.ok()) return outcome.reason;
      continue;
    }
    const Route* route = find_route(one.address);
    if (route == nullptr) continue;
    if (auto problem = usage_problem(*route, one); !problem.empty()) return problem;
  }
  return {};
}

std::vector<osc::Message> Conductor::expand(const osc::Message& received,
                                            std::string* problem) const {
  const osc::Message message = with_id_as_argument(received);
  if (!osc::is_pattern(message.address)) return {message};
  if (auto checked = osc::check_pattern(message.address); !checked) {
    *problem = "bad address pattern: " + checked.reason();
    return {};
  }
  std::vector<osc::Message> messages;
  for (auto& address : known_addresses(scene_)) {
    if (osc::matches(message.address, address)) messages.push_back({address, message.args});
  }
  if (messages.empty()) *problem = "nothing matches the address pattern";
  return messages;
}

Outcome Conductor::perform_one(const Sender& sender, osc::Message& message) {
  if (is_stream(message.address)) {
    auto understood = message.args;
    Outcome outcome = perform_stream(
        {*this, scene_, stage_, sender, message, Arguments(message, &understood), cursor_});
    message.args.swap(understood);
    if (outcome.ok()) stage_.played(cursor_, message);
    return outcome;
  }
  const Route* route = find_route(message.address);
  if (route == nullptr) return Outcome::failed("unknown address");
  if (auto problem = usage_problem(*route, message); !problem.empty()) {
    return Outcome::failed(problem);
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
  std::vector<osc::Message> singles;
  for (const auto& existing : scene_.bank.ids()) {
    if (!osc::matches("/" + id, "/" + existing)) continue;
    singles.push_back(message);
    singles.back().args[0] = existing;
  }
  if (singles.empty()) return Outcome::failed("no sequencer matches '" + id + "'");
  // All or none: what one of them would refuse is refused before any has changed.
  for (const auto& single : singles) {
    if (route.check == nullptr) break;
    const Call one{*this, scene_, stage_, sender, single, Arguments(single), cursor_};
    if (auto outcome = route.check(one); !outcome.ok()) return outcome;
  }
  for (auto single = singles.begin(); single != singles.end(); ++single) {
    auto outcome = perform_row(route, sender, *single);
    if (outcome.ok()) continue;
    // The journal tells what was done nevertheless.
    std::for_each(singles.begin(), single, [&](const auto& done) {
      if (route.changes_music) stage_.played(cursor_, done);
    });
    return outcome;
  }
  // A list counts as far as the sequencer has steps: the one with the most has all that counts.
  message.args = std::max_element(singles.begin(), singles.end(), is_shorter)->args;
  message.args[0] = id;
  return Outcome::done();
}

void Conductor::answer(const Sender& sender, const osc::Message& message, const Outcome& outcome) {
  auto& counters = scene_.counters;
  ++(outcome.ok() ? counters.accepted : counters.refused);
  if (!outcome.ok() && sender.is_score) ++score_failures_;
  if (outcome.kind == Outcome::Kind::kSilent || outcome.kind == Outcome::Kind::kAnswered) return;
  stage_.reply(sender, outcome.ok() ? done_message(message) : fail_message(message, outcome.reason),
               nullptr);
}

void Conductor::refuse(const Incoming& incoming, const std::string& reason) {
  for (const auto& message : incoming.bundle.messages) {
    answer(incoming.sender, message, Outcome::failed(reason));
  }
}

}  // namespace chronus::conductor
