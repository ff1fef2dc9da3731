// SPDX-License-Identifier: MIT
// What stands in journals only: commands that were put aside, and where a scene plays.
#include <algorithm>
#include <limits>
#include <vector>

#include "conductor/conductor.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {
namespace {

/// Lines of a journal about commands that were put aside (withheld.hpp).
Result<CommandPlace> place_of(const Call& call) {
  if (!call.sender.is_score) return Error{"stands in journals only"};
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const auto frame = call.args.whole(0, "frame", 0, kMost);
  if (!frame) return frame.error();
  const auto nth = call.args.whole(1, "nth", 0, kMost);
  if (!nth) return nth.error();
  return CommandPlace{*frame, static_cast<std::uint64_t>(*nth)};
}

Outcome journal_quarantine(const Call& call) {
  const auto place = place_of(call);
  if (!place) return Outcome::failed(place.reason());
  const auto blocked = call.args.integer(2, "blocked", 0, 1);
  if (!blocked) return Outcome::failed(blocked.reason());
  return Outcome::of(call.conductor.quarantine_again(*place, *blocked == 1));
}

/// The command was struck when its turn came: nothing more is to be done.
Outcome journal_withhold(const Call& call) {
  const auto place = place_of(call);
  return place ? Outcome::done() : Outcome::failed(place.reason());
}

/// Whole numbers of a journal's line, behind the arguments before `first`; places count from `now`.
Result<std::vector<std::int64_t>> numbers_of(const Call& call, std::size_t first) {
  if (!call.sender.is_score && !call.sender.is_of_journals) {
    return Error{"stands in journals only"};
  }
  std::vector<std::int64_t> numbers;
  for (std::size_t i = first; i < call.message.args.size(); ++i) {
    const auto number = osc::as_integer(call.message.args[i]);
    if (!number) return Error{"argument " + std::to_string(i + 1) + " must be a whole number"};
    numbers.push_back(*number);
  }
  return numbers;
}

/// A frame within a century, so that nothing overflows.
Result<sequencer::ExactFrame> place_from(Frame now, std::int64_t frame, std::int64_t fraction) {
  constexpr Frame kCentury = Frame{100} * 31'557'600 * kMaxRate;
  if (frame < -kCentury || frame > kCentury) return Error{"a frame lies out of range"};
  return sequencer::ExactFrame{now + frame, static_cast<std::uint64_t>(fraction)};
}

Outcome journal_song(const Call& call) {
  const auto bpm = call.args.number(0, "bpm");
  if (!bpm) return Outcome::failed(bpm.reason());
  const auto numbers = numbers_of(call, 1);
  if (!numbers) return Outcome::failed(numbers.reason());
  const auto begin = place_from(call.now, (*numbers)[0], (*numbers)[1]);
  if (!begin) return Outcome::failed(begin.reason());
  return Outcome::of(call.scene.bank.begin_song(*bpm, *begin));
}

Outcome journal_place(const Call& call) {
  const auto id = call.args.text(0, "id");
  if (!id) return Outcome::failed(id.reason());
  const auto numbers = numbers_of(call, 1);
  if (!numbers) return Outcome::failed(numbers.reason());
  const auto& n = *numbers;
  const auto next = place_from(call.now, n[4], n[5]);
  if (!next) return Outcome::failed(next.reason());
  const auto small = [](std::int64_t value) {
    return static_cast<int>(std::clamp<std::int64_t>(value, -1, sequencer::kMaxSteps));
  };
  return Outcome::of(
      call.scene.bank.start_at(*id, {small(n[0]), n[1], small(n[2]), n[3] != 0, *next}, call.now));
}

/// Which file a name was, when it was played.
Outcome journal_sample(const Call& call) {
  if (!call.sender.is_score && !call.sender.is_of_journals) {
    return Outcome::failed("stands in journals only");
  }
  const auto name = call.args.text(0, "name");
  if (!name) return Outcome::failed(name.reason());
  const auto file = call.args.text(1, "file");
  if (!file) return Outcome::failed(file.reason());
  const auto hash = call.args.text(2, "hash");
  if (!hash) return Outcome::failed(hash.reason());
  const bool is_of_bank = name->find(':') != std::string::npos;
  const auto use = is_of_bank ? call.conductor.use_sample(call.sender, call.message, *name)
                              : call.conductor.use_sample(call.sender, call.message, *name, *file);
  if (!use.problem.empty()) return Outcome::failed(use.problem);
  if (use.sample == nullptr || use.sample->number == 0 || use.sample->hash == *hash) {
    return Outcome::done();
  }
  return Outcome::failed(use.sample->file + " is not the file that was played: " +
                         use.sample->hash + ", it was " + *hash);
}

constexpr Route kJournalRoutes[] = {
    {.address = "/journal/sample", .perform = journal_sample, .company = Company::kNever},
    {.address = "/journal/quarantine", .perform = journal_quarantine, .company = Company::kNever},
    {.address = "/journal/withhold", .perform = journal_withhold, .company = Company::kNever},
    {.address = "/journal/song", .perform = journal_song, .company = Company::kNever},
    {.address = "/journal/place", .perform = journal_place, .company = Company::kNever},
};

}  // namespace

std::span<const Route> journal_routes() { return kJournalRoutes; }

}  // namespace chronus::conductor
