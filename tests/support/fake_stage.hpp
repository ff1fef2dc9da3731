// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conductor/conductor.hpp"
#include "conductor/doors.hpp"
#include "osc/message.hpp"
#include "sequencer/bank.hpp"
#include "services/audio/audio.hpp"
#include "services/notify/notify.hpp"
#include "services/patches/patches.hpp"
#include "services/record/record.hpp"
#include "services/services.hpp"
#include "services/sessions/sessions.hpp"
#include "services/workers/workers.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {

/// Keeps everything the conductor does, and builds patches when the test says so.
class FakeStage : public CommandDoor,
                  public ClientDoor,
                  public JournalDoor,
                  public services::Recordings,
                  public services::Patches,
                  public services::Sessions,
                  public services::AudioDevices,
                  public services::Subscriptions,
                  public services::Workers {
 public:
  struct Sent {
    Sender to;
    osc::Message message;
    std::string json;
  };

  struct Decided {
    Frame from;
    Frame to;
    double bpm;
    bool operator==(const Decided&) const = default;
  };

  void command(const engine::Command& command) override {
    commands.push_back(command);
    clock_ns += command_ns;
  }
  std::size_t command_space() const override { return space; }
  void build_patch(const engine::PatchDescription& patch) override {
    builds.push_back(patch.version);
    fades.push_back(patch.fade_frames);
  }
  PatchProgress patch_progress(std::uint64_t) override { return progress; }
  std::uint64_t applied_seq() const override { return applied; }
  void reply(const Sender& to, osc::Message message, JsonText json) override {
    sent.push_back({to, std::move(message), json ? json() : ""});
  }
  void event(std::string_view kind, JsonText json) override {
    events.push_back(std::string(kind) + " " + json());
  }
  bool wants_event(std::string_view kind) const override { return kind != "edit" || hears_edits; }
  void warn(const std::string& what) override { warnings.push_back(what); }
  Result<bool> subscribe(osc::Subscription wanted, const JsonText&) override {
    subscriptions.push_back(std::move(wanted));
    return true;
  }
  void confirm(const osc::Endpoint&, std::int64_t, const JsonText&) override {}
  Status unsubscribe(const osc::Endpoint&, const osc::Endpoint&) override { return {}; }
  void played(Frame frame, const osc::Message& message) override {
    journal.push_back(score::to_line(frame, message));
  }
  void remark(const std::string& text) override { remarks.push_back(text); }
  Status start(const Sender&, const osc::Message&, const services::Take&, Frame) override {
    return ask("record start");
  }
  Status stop(const Sender&, const osc::Message&, Frame) override { return ask("record stop"); }
  bool next_mark(services::RecordMark* mark) override {
    if (marks.empty()) return false;
    *mark = marks.front();
    marks.erase(marks.begin());
    return true;
  }
  JsonText status() const override {
    return [] { return "{}"; };
  }
  Status replace(const Sender&, const osc::Message&, Slot slot, bool gracefully) override {
    return ask((gracefully ? "replace worker " : "kill worker ") + std::to_string(number_of(slot)));
  }
  Status save(const Sender&, const osc::Message&, const std::string& name, Patch patch,
              Wait /*wait*/) override {
    files[name] = std::move(patch);
    return {};
  }
  Status load(const Sender& sender, const osc::Message& message, const std::string& name,
              Wait wait) override {
    if (!files.contains(name)) return Error{"no patch '" + name + "'"};
    loaded_patches.push_back(
        {sender, message, std::make_shared<const Patch>(files[name]), std::move(wait)});
    return {};
  }
  Status list(const Sender&, const osc::Message&, std::optional<std::size_t>) override {
    return ask("list patches");
  }
  bool take(services::LoadedPatch* loaded) override {
    if (loaded_patches.empty()) return false;
    *loaded = std::move(loaded_patches.front());
    loaded_patches.erase(loaded_patches.begin());
    return true;
  }
  Status save_session(const Sender& sender, const osc::Message& message, const std::string& name,
                      Setting set, std::uint64_t changes, Wait wait) override {
    sets[name] = std::make_shared<const Setting>(std::move(set));
    session_news.push_back({sender, message, name, nullptr, changes, std::move(wait)});
    return {};
  }
  Status load_session(const Sender& sender, const osc::Message& message, const std::string& name,
                      Wait wait) override {
    if (!sets.contains(name)) return Error{"no session '" + name + "'"};
    session_news.push_back({sender, message, name, sets[name], 0, std::move(wait)});
    return {};
  }
  Status delete_session(const Sender& sender, const osc::Message& message, const std::string& name,
                        Wait wait) override {
    sets.erase(name);
    session_news.push_back({sender, message, name, nullptr, 0, std::move(wait), true});
    return {};
  }
  Status list_sessions(const Sender&, const osc::Message&, std::optional<std::size_t>) override {
    return ask("list sessions");
  }
  bool take_session(services::SessionNews* news) override {
    if (session_news.empty()) return false;
    *news = std::move(session_news.front());
    session_news.erase(session_news.begin());
    return true;
  }
  Status list_devices(const Sender&, const osc::Message&, std::optional<std::size_t>) override {
    return ask("list devices");
  }
  Status use_device(const Sender&, const osc::Message&, std::vector<std::string> words) override {
    std::string what = "use device";
    for (const auto& word : words) what += " " + word;
    return ask(std::move(what));
  }
  Status tell_device(const Sender&, const osc::Message&) override { return ask("tell device"); }
  Status ask(std::string what) {
    asked.push_back(std::move(what));
    return {};
  }

  Doors doors() {
    return {*this, *this, *this, [this] { return clock_ns; }};
  }
  /// All that a supervisor gives its conductor.
  void furnish(Conductor& conductor) {
    services::add_all(conductor, {.recordings = this,
                                  .subscriptions = this,
                                  .workers = this,
                                  .patches = this,
                                  .sessions = this,
                                  .devices = this});
    conductor.on_decided([this](const sequencer::Bank& bank, Frame from, Frame to) {
      decided.push_back({from, to, bank.transport().bpm()});
    });
  }

  std::vector<engine::Command> of(engine::Op op) const {
    std::vector<engine::Command> found;
    for (const auto& command : commands) {
      if (command.op == op) found.push_back(command);
    }
    return found;
  }

  std::size_t space = 16'384;
  std::int64_t clock_ns = 0;
  std::int64_t command_ns = 0;  ///< that each command takes
  PatchProgress progress = PatchProgress::kBuilt;
  std::uint64_t applied = 0;
  std::vector<engine::Command> commands;
  std::vector<std::uint64_t> builds;
  std::vector<std::uint32_t> fades;  ///< of these
  std::vector<Sent> sent;
  std::vector<std::string> events;
  bool hears_edits = false;  ///< there are as many as messages
  std::vector<std::string> warnings;
  std::vector<std::string> journal;
  std::vector<std::string> remarks;         ///< in the journal, beside what was played
  std::vector<services::RecordMark> marks;  ///< that the recordings have yet to tell
  std::vector<osc::Subscription> subscriptions;
  std::map<std::string, Patch> files;
  std::vector<services::LoadedPatch> loaded_patches;
  std::map<std::string, std::shared_ptr<const Setting>> sets;
  std::vector<services::SessionNews> session_news;
  std::vector<std::string> asked;  ///< of what only a supervisor has
  std::vector<Decided> decided;
};

/// A bundle whose time tag is its frame.
inline Incoming dated(osc::TimeTag time, std::vector<osc::Message> messages) {
  Incoming incoming;
  incoming.bundle = {time, std::move(messages)};
  if (!time.immediate()) incoming.due = static_cast<Frame>(time.ntp);
  return incoming;
}

/// A conductor on a fake stage, talked to in score words.
struct Studio {
  static constexpr Frame kBlock = 128;

  FakeStage stage;
  Conductor conductor;
  Frame now = 0;

  explicit Studio(const Limits& limits = {})
      : conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                  stage.doors(), limits) {
    stage.furnish(conductor);
    conductor.seed();
  }

  static osc::Message message(const std::string& line) {
    return test::parse_score("0 " + line, 48'000)->events.at(0).message;
  }
  /// Waits for the next step. Each lane is a client.
  void submit(osc::LaneIndex lane, const std::vector<std::string>& lines, osc::TimeTag time = {}) {
    Incoming incoming = dated(time, {});
    incoming.sender.lane = lane;
    incoming.sender.endpoint.port = lane;
    for (const auto& line : lines) incoming.bundle.messages.push_back(message(line));
    conductor.submit(std::move(incoming));
  }
  void say(const std::string& line) {
    conductor.submit({Sender{}, {{}, {message(line)}}});
    step();
  }
  void say_bundle(const std::vector<std::string>& lines, osc::TimeTag time = {}) {
    Incoming incoming = dated(time, {});
    for (const auto& line : lines) incoming.bundle.messages.push_back(message(line));
    conductor.submit(std::move(incoming));
    step();
  }
  void step() { conductor.advance(now += kBlock); }
  void run_to(Frame frame) {
    while (now < frame) step();
  }
  /// "done /seq/create kick", "fail /seq/create reason": the last answer.
  /// How many answers a client has.
  std::size_t answers_of(osc::LaneIndex lane) const {
    std::size_t count = 0;
    for (const auto& sent : stage.sent) {
      if (sent.to.endpoint.port == lane && !sent.to.is_clock) ++count;
    }
    return count;
  }
  std::string answer() const {
    if (stage.sent.empty()) return "";
    const auto& last = stage.sent.back().message;
    std::string text = last.address.text().substr(1);
    for (const auto& arg : last.args) {
      const auto* string = osc::as_string(arg);
      text += " " + (string != nullptr ? *string : osc::to_text(arg));
    }
    return text;
  }
};

}  // namespace chronus::conductor
