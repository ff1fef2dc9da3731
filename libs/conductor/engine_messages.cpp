// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"
#include "conductor/paging.hpp"
#include "conductor/route.hpp"
#include "conductor/sequencer_info.hpp"
#include "osc/text.hpp"

namespace chronus::conductor {
namespace {

Outcome sync(const Call& call) {
  constexpr std::size_t kMostBytes = 64;  // it is kept until the workers are there
  if (osc::longest_text(call.message) > kMostBytes) {
    return Outcome::failed("n (argument 1) is longer than " + std::to_string(kMostBytes) +
                           " bytes");
  }
  const auto added = call.conductor.add_sync(call.sender, call.message);
  return added ? Outcome::answered() : Outcome::failed(added.reason());
}

Outcome version(const Call& call) {
  return reply(call, {"/version.reply", {"chronus", CHRONUS_VERSION}});
}

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

/// Sequencers stop, and all that sounds ends.
Outcome panic(const Call& call) {
  if (call.rehearsal == nullptr) {
    engine::Command command;
    command.frame = call.now;
    command.op = engine::Op::kPanic;
    call.conductor.emit(command);
  }
  call.scene.bank.stop_all(call.now);
  return Outcome::done();
}

/// How all that follows is to be read: `--classic` is this line, and a journal begins with it.
Outcome classic(const Call& call) {
  if (!call.sender.is_score) return Outcome::failed("stands in scores only: start with --classic");
  const auto on = call.args.integer(0, "on", 0, 1);
  if (!on) return Outcome::failed(on.reason());
  if (call.rehearsal == nullptr) call.scene.patches.set_classic(*on == 1);
  return Outcome::done();
}

/// Whole numbers of a journal's line, behind the arguments before `first`; places count from `now`.
Result<std::vector<std::int64_t>> numbers_of(const Call& call, std::size_t first) {
  if (!call.sender.is_score) return Error{"stands in journals only"};
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

/// As many sequencers as `/status` holds beside the rest; the others are asked for by an offset.
constexpr std::size_t kMaxListBytes = 40'000;
/// Of one sequencer but for its texts.
constexpr std::size_t kEntryBytes = 130;

/// Some of the sequencers, copied.
struct Briefs {
  std::vector<sequencer::SequencerBrief> list;
  std::size_t next = 0;  ///< behind the last of them
  std::size_t total = 0;

  Json to_json() const {
    auto rows = Json::array();
    for (const auto& info : list) {
      rows.push_back({{"id", info.id},
                      {"playing", info.playing},
                      {"muted", info.muted},
                      {"bpm", info.bpm},
                      {"steps", info.steps},
                      {"division", info.division},
                      {"current_step", info.current_step},
                      {"pattern", info.pattern}});
    }
    Json json{{"sequencers", std::move(rows)}, {"sequencers_total", total}};
    json["more"] = next < total;
    if (next < total) json["next"] = next;
    return json;
  }
};

Briefs briefs_from(const Scene& scene, std::size_t first, std::size_t most_bytes) {
  const auto& all = scene.bank.all();
  Briefs briefs{{}, std::min(first, all.size()), all.size()};
  for (std::size_t bytes = 0; briefs.next < all.size(); ++briefs.next) {
    auto brief = all[briefs.next]->brief();
    bytes += kEntryBytes + brief.id.size() + brief.pattern.size();
    if (bytes > most_bytes && !briefs.list.empty()) break;
    briefs.list.push_back(std::move(brief));
  }
  return briefs;
}

/// The conductor's part of `/status`: rendered on another thread from this copy.
JsonText conductor_status(const Scene& scene, Frame horizon) {
  return [counters = scene.counters, bpm = scene.bank.transport().bpm(), horizon,
          hits = scene.bank.hits_per_second(),
          modules = scene.patches.playing().patch.modules().size(),
          thinned = scene.bank.thinned().hits, briefs = briefs_from(scene, 0, kMaxListBytes)] {
    auto json = briefs.to_json();
    json["horizon"] = horizon;
    json["bpm"] = bpm;
    json["modules"] = modules;
    json["hits_per_second"] = hits;
    json["commands"] = {{"accepted", counters.accepted},
                        {"refused", counters.refused},
                        {"late", counters.late},
                        {"clamped", counters.clamped},
                        {"thinned", thinned}};
    return to_text(json);
  };
}

/// `/status offset`: of the sequencers alone, from that one on.
Outcome status(const Call& call) {
  const auto offset = offset_at(call, 0);
  if (!offset) return Outcome::failed(offset.reason());
  if (*offset) {
    return call.conductor.answer_shared(
        call, page_name("/status", *offset), {"/status.reply", {}}, kPageBytes, [&]() -> JsonText {
          return [briefs = briefs_from(call.scene, **offset, kPageBytes)] {
            return to_text(briefs.to_json());
          };
        });
  }
  return call.conductor.answer_shared(
      call, "/status", {"/status.reply", {}}, kMaxListBytes,
      [&call] { return call.stage.status(conductor_status(call.scene, call.now)); });
}

/// Whether the argument could be a port: a number, or a text that reads as one.
bool is_numeric(const Call& call, std::size_t index) {
  if (index >= call.args.count()) return false;
  const auto* text = osc::as_string(call.message.args[index]);
  return text == nullptr || osc::is_number(*text);
}

/// Where events go, `[port]`, `host port` or `"host:port"` behind the first argument, the sender
/// unless told otherwise; and which, a list of kinds behind that.
Result<osc::Subscription> subscription(const Call& call) {
  osc::Subscription wanted{call.sender.endpoint, call.sender.endpoint, {}, call.message};
  const std::size_t count = call.args.count();
  const auto* word = count > 1 ? osc::as_string(call.message.args[1]) : nullptr;
  std::size_t next = 1;
  if (is_numeric(call, 1) || is_numeric(call, 2)) {
    const bool has_host = !is_numeric(call, 1);
    next = has_host ? 2 : 1;
    const auto port = call.args.integer(next++, "port", 1, 65'535);
    if (!port) return port.error();
    wanted.to.port = static_cast<std::uint16_t>(*port);
    // Another port of the sender's own host: controllers send from one and listen at another.
    wanted.asked_by = wanted.to;
    if (has_host) {
      const auto to = osc::parse_endpoint(*word, std::to_string(*port));
      if (!to) return to.error();
      wanted.to = *to;
      wanted.asked_by = call.sender.endpoint;
    }
  } else if (word != nullptr && word->find(':') != std::string::npos) {
    const auto to = osc::parse_endpoint(*word);
    if (!to) return to.error();
    wanted.to = *to;
    next = 2;
  }
  if (next == count) return wanted;
  const auto list = call.args.text(next, "kinds");
  if (!list) return list.error();
  auto kinds = osc::EventKinds::parse(*list);
  if (!kinds) return kinds.error();
  if (next + 1 != count) return Error{"nothing may follow the kinds"};
  wanted.kinds = std::move(*kinds);
  return wanted;
}

/// `1` subscribes, `0` ends it.
Outcome notify(const Call& call) {
  const auto on = call.args.integer(0, "on", 0, 1);
  if (!on) return Outcome::failed(on.reason());
  auto wanted = subscription(call);
  if (!wanted) return Outcome::failed(wanted.reason());
  if (*on == 0) return Outcome::of(call.stage.unsubscribe(wanted->to, wanted->asked_by));
  const auto done =
      call.stage.subscribe(std::move(*wanted), conductor_status(call.scene, call.now));
  if (!done) return Outcome::failed(done.reason());
  return *done ? Outcome::done() : Outcome::answered();
}

/// A number that nobody was sent is not worth an answer: that could go to anyone.
Outcome notify_ok(const Call& call) {
  using Limits = std::numeric_limits<std::int32_t>;
  const auto number = call.args.whole(0, "number", Limits::min(), Limits::max());
  if (!number) return Outcome::failed(number.reason());
  call.stage.confirm_subscription(call.sender.endpoint, *number,
                                  conductor_status(call.scene, call.now));
  return Outcome::silent();
}

Outcome answered_by_stage(const Status& taken) {
  return taken ? Outcome::answered() : Outcome::failed(taken.reason());
}

Outcome record_start(const Call& call) {
  Take take;
  if (call.args.count() > 0) {
    const auto file = call.args.text(0, "file");
    if (!file) return Outcome::failed(file.reason());
    take.file = *file;
  }
  if (call.args.count() > 1) {
    const auto format = call.args.text(1, "format");
    if (!format) return Outcome::failed(format.reason());
    take.sample_format = *format;
  }
  return answered_by_stage(call.stage.record_start(call.sender, call.message, take, call.now));
}

Outcome record_stop(const Call& call) {
  return answered_by_stage(call.stage.record_stop(call.sender, call.message, call.now));
}

Outcome record_status(const Call& call) {
  return answered_by_stage(call.stage.record_status(call.sender));
}

Outcome replace(const Call& call, bool graceful) {
  const auto slot = call.args.integer(0, "slot", 0, 1);
  if (!slot) return Outcome::failed(slot.reason());
  return answered_by_stage(call.stage.replace_worker(call.sender, call.message, *slot, graceful));
}

Outcome restart_worker(const Call& call) { return replace(call, true); }
Outcome kill_worker(const Call& call) { return replace(call, false); }

constexpr Route kRoutes[] = {
    {"/sync", 1, 1, "*", false, sync, "/sync n", false, false, Company::kNever},
    {"/notify", 1, 4, "i*", false, notify, "/notify 0|1 [[host] port] [kinds]", false, false,
     Company::kNever},
    {"/notify/ok", 1, 1, "i", false, notify_ok, "/notify/ok number", false, false, Company::kNever},
    {"/version", 0, 0, "", false, version, "/version"},
    {"/status", 0, 1, "i", false, status, "/status [offset]"},
    {"/record/start", 0, 2, "s", false, record_start, "/record/start [file [float|24|16]]", false,
     false, Company::kNever, true},
    {"/record/stop", 0, 0, "", false, record_stop, "/record/stop", false, false, Company::kNever},
    {"/record/status", 0, 0, "", false, record_status, "/record/status", false, false,
     Company::kNever},
    {"/journal/quarantine", 3, 3, "i", true, journal_quarantine,
     "/journal/quarantine frame nth blocked", false, false, Company::kNever},
    {"/journal/withhold", 2, 2, "i", true, journal_withhold, "/journal/withhold frame nth", false,
     false, Company::kNever},
    {"/journal/song", 3, 3, "di", true, journal_song, "/journal/song bpm frame fraction", false,
     false, Company::kNever},
    {"/journal/place", 7, 7, "si", true, journal_place,
     "/journal/place id current cycle chain condition frame fraction", false, false,
     Company::kNever},
    {"/worker/restart", 1, 1, "i", false, restart_worker, "/worker/restart slot", false, false,
     Company::kNever},
    {"/worker/kill", 1, 1, "i", false, kill_worker, "/worker/kill slot", false, false,
     Company::kNever},
    {"/panic", 0, 0, "", true, panic, "/panic"},
    {"/classic", 1, 1, "i", true, classic, "/classic 0|1", false, false, Company::kNever},
};

}  // namespace

std::span<const Route> engine_routes() { return kRoutes; }

}  // namespace chronus::conductor
