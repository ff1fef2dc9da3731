// SPDX-License-Identifier: MIT
// The set becomes another one on one frame, by messages that clients could have sent: those stand
// in the journal.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <new>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/coercion.hpp"
#include "conductor/conductor.hpp"
#include "conductor/loading.hpp"
#include "conductor/patch_lines.hpp"
#include "conductor/scene_lines.hpp"

namespace chronus::conductor {
namespace {

osc::Message of_sequencer(const char* address, const std::string& id) { return {address, {id}}; }

/// Of a chain that has gone on its cycle has another pattern than it had.
sequencer::SequencerInfo settings_at(const SequencerState& state,
                                     const sequencer::Sequencer::Place& place) {
  auto info = sequencer::info_of(*state.settings);
  const auto chain = static_cast<int>(info.chain.size());
  if (chain > 0 && place.current >= 0) {
    info.pattern = info.chain[static_cast<std::size_t>((place.chain_at + chain - 1) % chain)];
  }
  return info;
}

}  // namespace

/// Says each line as the sender's, and keeps what went wrong first.
class Conductor::Changing {
 public:
  Changing(Conductor& conductor, const Sender& sender, Manner manner)
      : conductor_(conductor),
        bank_(conductor.scene_.bank),
        sender_(sender),
        manner_(manner),
        was_remembered_(std::exchange(conductor.is_remembered_, false)) {
    sender_.is_of_journals = true;
  }
  ~Changing() { conductor_.is_remembered_ = was_remembered_; }
  Changing(const Changing&) = delete;
  Changing& operator=(const Changing&) = delete;

  const std::string& problem() const { return problem_; }
  const Sender& sender() const { return sender_; }

  void say(const osc::Message& line) {
    Outcome outcome = conductor_.perform_one(sender_, line, true);
    if (!outcome.ok() && problem_.empty()) {
      problem_ = line.address.text() + ": " + outcome.reason;
    }
  }

  /// Before what may play them.
  void begin_samples(const Setting& wanted) {
    const auto& book = conductor_.scene_.samples;
    for (const auto& one : wanted.samples) {
      const auto present = state_of(book, one.name);
      if (!one.exists || present == one) continue;
      if (present.exists) say({"/sample/unload", {one.name}});
      say(conductor_.sample_line(one));
    }
  }
  void end_samples(const Setting& wanted) {
    for (const auto& one : wanted.samples) {
      if (one.exists || conductor_.scene_.samples.find(one.name) == nullptr) continue;
      say({"/sample/unload", {one.name}});
    }
  }

  void change_sequencers(const Setting& wanted) {
    if (wanted.is_whole) remove_others(wanted);
    for (const auto& one : wanted.sequencers) make_still(one);
    const double bpm = bank_.transport().bpm();
    if (wanted.bpm && (*wanted.bpm < bpm || *wanted.bpm > bpm)) {
      say({"/transport/bpm", {*wanted.bpm}});
    }
    for (const auto& one : wanted.sequencers) {
      if (one.exists) change(one);
    }
    for (const auto& one : wanted.sequencers) play(one);
  }

  /// What is held already goes on.
  void hold(const HeldSet& wanted) {
    const auto& patches = conductor_.scene_.patches;
    const auto before = conductor_.scene_.held.set(patches);
    end_others(before.gates, wanted.gates);
    end_others(before.notes, wanted.notes);
    // A gate that was closed has ended notes as well.
    const auto present = conductor_.scene_.held.set(patches);
    const auto has = [](const auto& all, const auto& one) {
      return std::find(all.begin(), all.end(), one) != all.end();
    };
    for (const auto& gate : wanted.gates) {
      if (!has(present.gates, gate) && patches.gate(gate.module).found) say(line_of(gate));
    }
    for (const auto& note : wanted.notes) {
      if (!has(present.notes, note) && patches.instrument(note.module).found) say(line_of(note));
    }
  }

 private:
  template <class Held>
  void end_others(const std::vector<Held>& present, const std::vector<Held>& wanted) {
    for (const auto& one : present) {
      if (std::find(wanted.begin(), wanted.end(), one) == wanted.end()) say(end_of(one));
    }
  }

  void remove_others(const Setting& wanted) {
    for (const auto& id : bank_.ids()) {
      const bool stays = std::any_of(wanted.sequencers.begin(), wanted.sequencers.end(),
                                     [&](const auto& one) { return one.exists && one.id == id; });
      if (!stays) say(of_sequencer("/seq/delete", id));
    }
  }

  /// What goes, what is to stop, and what must not wait for its next cycle.
  void make_still(const SequencerState& wanted) {
    const auto* present = bank_.find(wanted.id);
    if (present == nullptr) return;
    if (!wanted.exists) return say(of_sequencer("/seq/delete", wanted.id));
    if (!present->playing()) return;
    if (wanted.playing && !wanted.is_moved && !is_held(wanted, *present)) return;
    if (wanted.playing && !wanted.is_moved) {
      held_.emplace(wanted.id, state_of(*present, bank_.transport(), Detail::kPlace));
    }
    say(of_sequencer("/seq/stop", wanted.id));
  }

  bool is_held(const SequencerState& wanted, const sequencer::Sequencer& present) const {
    if (manner_ != Manner::kAtOnce || !wanted.settings) return false;
    const auto lines = change_lines(conductor_.scene_.patches, present.info(),
                                    sequencer::info_of(*wanted.settings));
    return present.has_change_waiting() || std::any_of(lines.begin(), lines.end(), waits_for_cycle);
  }

  void change(const SequencerState& wanted) {
    const auto* present = bank_.find(wanted.id);
    const bool is_new = present == nullptr;
    if (is_new) say(of_sequencer("/seq/create", wanted.id));
    present = bank_.find(wanted.id);
    if (present == nullptr || !wanted.settings) return;
    const auto place = is_new ? resumed(wanted, bank_.transport(), conductor_.cursor_)
                              : std::optional<sequencer::Sequencer::Place>();
    const auto settings =
        place ? settings_at(wanted, *place) : sequencer::info_of(*wanted.settings);
    for (const auto& line : change_lines(conductor_.scene_.patches, present->info(), settings)) {
      say(line);
    }
  }

  void play(const SequencerState& wanted) {
    const auto* present = bank_.find(wanted.id);
    if (present == nullptr || !wanted.playing || present->playing()) return;
    const Frame now = conductor_.cursor_;
    const auto held = held_.find(wanted.id);
    const auto& from = held == held_.end() ? wanted : held->second;
    const auto place = resumed(from, bank_.transport(), now);
    if (!place) return say(of_sequencer("/seq/start", wanted.id));
    const int rate = bank_.transport().rate();
    say(place_line(wanted.id, *place, {now, rate, rate}));
  }

  Conductor& conductor_;
  sequencer::Bank& bank_;
  Sender sender_;
  Manner manner_;
  bool was_remembered_;
  std::string problem_;
  std::map<std::string, SequencerState> held_;
};

/// The commands that gates may need which close, and values.
std::size_t Conductor::commands_to(const Setting& wanted) const {
  std::size_t commands = 1 + 2 * wanted.samples.size();
  for (const auto& one : wanted.samples) {
    if (one.exists) commands += scene_.patches.playing().patch.modules().size();
  }
  if (wanted.patch) commands += wanted.patch->modules().size() * catalog::kMaxParams;
  for (const auto& one : scene_.bank.all()) commands += one->playing() ? one->assignments() : 0;
  if (wanted.held) {
    const auto present = scene_.held.set(scene_.patches);
    commands += wanted.held->gates.size() + wanted.held->notes.size();
    commands += present.gates.size() + present.notes.size();
  }
  return commands;
}

/// All of it or, where the patch cannot be committed, nothing.
Outcome Conductor::change_to(const Sender& sender, const osc::Message& asked, const Setting& wanted,
                             Manner manner) {
  if (commands_.command_space() < kSpareCommands + commands_to(wanted)) {
    return Outcome::failed("too many commands on one frame");
  }
  const auto draft = scene_.patches.draft() != nullptr
                         ? std::optional<Patch>(*scene_.patches.draft())
                         : std::nullopt;
  Changing changing(*this, sender, manner);
  Outcome outcome = Outcome::done();
  changing.begin_samples(wanted);
  if (!changing.problem().empty()) return Outcome::failed(changing.problem());
  if (wanted.patch && !is_same_graph(*wanted.patch, scene_.patches.playing().patch)) {
    outcome = load_patch(changing.sender(), asked, *wanted.patch);
    if (!outcome.ok()) return outcome;
  } else if (wanted.patch) {
    for (const auto& line : values_of_load(scene_.patches, *wanted.patch)) changing.say(line);
  }
  changing.change_sequencers(wanted);
  if (wanted.held) changing.hold(*wanted.held);
  changing.end_samples(wanted);
  if (draft && !wanted.is_whole && scene_.patches.draft() == nullptr) {
    const bool is_classic = scene_.patches.is_classic();
    for (const auto& line : draft_lines(*draft, scene_.patches.playing().patch, is_classic)) {
      changing.say(line);
    }
  }
  if (draft && wanted.is_whole && scene_.patches.draft() != nullptr) {
    changing.say({"/patch/abort", {}});
  }
  if (!changing.problem().empty()) return Outcome::failed(changing.problem());
  return outcome;
}

/// A session that has been read takes the place of what there is.
std::size_t Conductor::perform_session(const Incoming& incoming) {
  const osc::Message& asked = incoming.bundle.messages[incoming.load_at];
  const Setting& wanted = *incoming.setting;
  const std::uint64_t first_seq = next_seq_;
  try {
    answers_.begin_anew();
    const auto waits = wait_for_samples({{incoming.sender, asked, Arguments(asked), cursor_},
                                         *this,
                                         scene_,
                                         scene_.patches,
                                         clients_},
                                        wanted);
    const Outcome outcome = waits ? *waits : load_session(incoming.sender, asked, wanted);
    if (next_seq_ != first_seq) {
      origins_.add({first_seq, last_seq(), incoming.sender, shortened(asked)});
    }
    answer(incoming.sender, asked, outcome);
  } catch (const std::bad_alloc&) {
    answer_out_of_memory(incoming.sender, asked);
  }
  return 1 + wanted.patch->modules().size() + 16 * wanted.sequencers.size();
}

Outcome Conductor::load_session(const Sender& sender, const osc::Message& asked,
                                const Setting& wanted) {
  if (wanted.is_classic != scene_.patches.is_classic()) {
    if (const auto lane = classic_lane(wanted); !lane.empty()) {
      return Outcome::failed(fmt::format("lane {} counts in {}: start chronusd {} --classic", lane,
                                         wanted.is_classic ? "milliseconds" : "seconds",
                                         wanted.is_classic ? "with" : "without"));
    }
  }
  History::Step step;
  const Setting before = setting_of(scene_);
  step.is_whole = true;
  step.patch = before.patch;
  step.bpm = before.bpm;
  step.sequencers = before.sequencers;
  step.values = History::values_of(*before.patch);
  step.held = before.held;
  for (const auto& one : wanted.samples) {
    step.samples.push_back(state_of(scene_.samples, one.name));
  }
  for (const auto& one : wanted.sequencers) {
    if (scene_.bank.find(one.id) != nullptr) continue;
    step.sequencers.push_back(state_of(scene_, one.id, Detail::kAll));
  }
  Outcome outcome = change_to(sender, asked, wanted, Manner::kAtOnce);
  if (!outcome.ok()) return outcome;
  remember(sender, asked, std::move(step));
  name_session(*text_of(asked.args.at(0)), scene_.changes);
  return outcome;
}

}  // namespace chronus::conductor
