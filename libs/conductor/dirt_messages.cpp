// SPDX-License-Identifier: MIT
// Events of SuperDirt's protocol: from what one says to a note of its orbit.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "conductor/conductor.hpp"
#include "conductor/dirt_places.hpp"
#include "conductor/note_sources.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/route.hpp"
#include "dirt/orbit.hpp"
#include "dirt/playing.hpp"

namespace chronus::conductor {
namespace {

/// Beside those of `/note`, whose keys are lower.
constexpr std::uint32_t kFirstKey = 0x8000'0000U;
constexpr std::uint32_t kKeys = 0x4000'0000U;

engine::NoteId next_note(DirtBook* book) {
  book->next_note = (book->next_note + 1) % kKeys;
  return engine::note_id(kClients, kFirstKey + book->next_note);
}

/// A value where its module is today, within the parameter's range; false where there is no such
/// module or parameter: somebody has edited the orbit, and what it has not is not heard.
bool find_value(const Call& call, const dirt::OrbitPart& place, const dirt::Value& value,
                NoteValue* found) {
  const auto target = call.patches.param(dirt::module_of(place, value.part), value.param);
  if (!target.found) return false;
  const Place at{target.module};
  const auto& info = call.patches.param_info(at, target.param);
  double wanted = value.value;
  if (!value.word.empty()) {
    const auto choice = std::find(info.choices.begin(), info.choices.end(), value.word);
    if (choice == info.choices.end()) return false;
    wanted = static_cast<double>(choice - info.choices.begin());
  }
  const auto used = static_cast<double>(within_range(info, wanted));
  if (call.patches.is_out_of_range(at, target.param, wanted)) ++call.scene.counters.clamped;
  *found = {at, target.param, used};
  return true;
}

/// What the orbit as a whole is told, where it is news.
void set_orbit(const Call& call, const dirt::OrbitPart& place,
               const std::vector<dirt::Value>& values) {
  for (const auto& value : values) {
    NoteValue found;
    if (!find_value(call, place, value, &found)) continue;
    const auto used = static_cast<float>(found.value);
    if (call.patches.value_at(found.place, found.param) == used) continue;
    engine::Command command;
    command.frame = call.now;
    command.op = engine::Op::kSetParam;
    command.module = static_cast<std::uint16_t>(index_of(found.place));
    command.param = found.param;
    command.value = found.value;
    call.conductor.emit_value(command);
  }
}

std::vector<NoteValue> values_of(const Call& call, const dirt::OrbitPart& place,
                                 const dirt::Played& played, const Sample* sample) {
  std::vector<NoteValue> values;
  values.reserve(played.values.size() + 1);
  NoteValue found;
  if (sample != nullptr && find_value(call, place,
                                      {.part = dirt::Part::kSource,
                                       .param = "sample",
                                       .value = static_cast<double>(sample->number)},
                                      &found)) {
    values.push_back(found);
  }
  const auto source = call.patches.instrument(dirt::source_of(place));
  const auto& instruments = call.patches.playing().instruments;
  for (const auto& value : played.values) {
    if (!find_value(call, place, value, &found)) continue;
    if (instruments[index_of(found.place)] == instruments[source.module]) values.push_back(found);
  }
  return values;
}

/// The note, and what it says of its orbit. `sample`: null for a synth.
Outcome sound(const Call& call, const dirt::PlayEvent& event, const dirt::OrbitPart& place,
              const Sample* sample) {
  const std::string source = dirt::source_of(place);
  const auto target = call.patches.instrument(source);
  if (!target.found && call.scene.dirt.given_up.contains(dirt::to_text(place))) {
    ++call.scene.dirt.missed;
    return Outcome::passed_over();  // it was told
  }
  if (!target.found) {
    return Outcome::failed("module '" + source + "' plays no notes: it was edited");
  }
  const int rate = call.patches.rate();
  const auto played = sample != nullptr ? dirt::play_sample(event, {sample->frames, rate})
                                        : dirt::play_synth(event, rate);
  set_orbit(call, place, played.orbit);
  engine::Command note;
  note.frame = call.now;
  note.op = engine::Op::kNoteOn;
  note.module = target.module;
  note.value = played.hz;
  note.velocity = 1.0;
  note.length = played.length;
  note.voice = next_note(&call.scene.dirt);
  call.conductor.emit_note(note, values_of(call, place, played, sample));
  ++call.scene.dirt.played;
  return Outcome::silent();
}

/// Where `n` wraps the journal has the number that it came to: until that is played again the bank
/// may have grown.
void understand_file(const dirt::PlayEvent& event, const Sample& sample,
                     std::vector<osc::Arg>* understood) {
  const auto colon = sample.name.find(':');
  if (!sample.path.empty() || colon == std::string::npos) return;
  const int n = std::stoi(sample.name.substr(colon + 1));
  if (std::trunc(event.n.value_or(0.0)) == n) return;
  std::vector<osc::Arg> whole{std::string("s"), event.sound, std::string("n"), n};
  for (std::size_t i = 0; i + 1 < understood->size(); i += 2) {
    const std::string& key = *osc::as_string(understood->at(i));
    if (key == "s" || key == "n") continue;
    whole.push_back(understood->at(i));
    whole.push_back(understood->at(i + 1));
  }
  *understood = std::move(whole);
}

Outcome play(const Call& call) {
  auto read = dirt::read_event(call.message.args, call.scene.dirt.busses);
  if (!read) return Outcome::failed(read.reason());
  const dirt::PlayEvent& event = read->event;
  if (event.sound == kSuperpanic) {
    call.args.understand_as(std::move(read->understood));
    panic(call);
    return Outcome::silent();
  }
  const dirt::OrbitPart place = place_of(event);
  const bool has_samples = call.conductor.samples() != nullptr;
  const Sample* sample = nullptr;
  if (place.synth.empty() && has_samples) {
    Outcome missed = Outcome::done();
    const auto use = call.conductor.use_sample_of(call, event, &missed);
    if (use.comes_later) return Outcome::later();
    if (use.sample == nullptr) return missed;
    sample = use.sample;
    understand_file(event, *sample, &read->understood);
  }
  call.args.understand_as(std::move(read->understood));
  if (auto made = call.conductor.make_places(call); !made.ok()) return made;
  // Unheard, where nobody has its samples, it leaves its orbit as it would.
  static const Sample kUnheard = [] {
    Sample one;
    one.frames = 1;
    return one;
  }();
  if (place.synth.empty() && sample == nullptr) sample = &kUnheard;
  return sound(call, event, place, sample);
}

Outcome prepare(const Call& call) {
  const auto places = places_named(call.message);
  if (!places) return Outcome::failed(places.reason());
  std::vector<std::string> names;
  for (const auto& place : *places) names.push_back(dirt::to_text(place));
  call.args.understand_from(0, std::move(names));
  const bool is_news = call.conductor.has_places_to_make();
  if (!is_news && call.sender.is_clock) return Outcome::passed_over();
  return call.conductor.make_places(call);
}

Result<int> bus_index(const Call& call, std::size_t argument) {
  return call.args.integer(argument, "index", 0, dirt::Busses::kCount - 1);
}

/// `/c_set index`
Outcome ask_bus(const Call& call) {
  const auto index = bus_index(call, 0);
  if (!index) return Outcome::failed(index.reason());
  const double value = call.scene.dirt.busses.at(*index).value_or(0.0);
  return reply(call, {"/c_set.reply", {*index, number_arg(value)}});
}

/// `/c_set index value …`
Outcome set_bus(const Call& call) {
  if (call.args.count() % 2 != 0) return Outcome::failed("usage: /c_set index value …");
  for (std::size_t i = 0; i < call.args.count(); i += 2) {
    const auto index = bus_index(call, i);
    if (!index) return Outcome::failed(index.reason());
    const auto value = call.args.number(i + 1, "value");
    if (!value) return Outcome::failed(value.reason());
  }
  for (std::size_t i = 0; i < call.args.count(); i += 2) {
    const auto index = bus_index(call, i);
    call.scene.dirt.busses.set(*index, *call.args.number(i + 1, "value"));
  }
  return Outcome::silent();
}

constexpr Route kDirtRoutes[] = {
    {.address = "/dirt/play", .perform = play, .company = Company::kNever},
    {.address = "/play2", .perform = play, .company = Company::kNever},
    {.address = kDirtPrepare, .perform = prepare, .company = Company::kNever},
    {.address = "/c_set", .perform = set_bus, .company = Company::kNever, .ask = ask_bus},
};

}  // namespace

std::span<const Route> dirt_routes() { return kDirtRoutes; }

}  // namespace chronus::conductor
