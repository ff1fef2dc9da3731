// SPDX-License-Identifier: MIT
// A journal that is rendered gives the set again, whatever clients sent. CHRONUS_FUZZ_SEEDS plays
// so many sets, from seed CHRONUS_FUZZ_FIRST on, in place of the few that a test run has time for.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "conductor/sequencer_info.hpp"
#include "engine/engine.hpp"
#include "message_grammar.hpp"
#include "offline/offline_renderer.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"
#include "tests/support/standard_vocabulary.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::conductor {
namespace {

using test::kFormat;
constexpr std::uint64_t kDefaultSeeds = 40;
constexpr int kMessagesASet = 500;
/// Of so many sets one is compared by its samples too.
constexpr std::uint64_t kSetsASample = 10;

using BuiltPatches = std::map<std::uint64_t, std::unique_ptr<engine::PatchDescription>>;

/// Keeps the patches, and builds some of them late or not at all.
class FuzzStage final : public FakeStage {
 public:
  explicit FuzzStage(MessageGrammar* chance) : chance_(chance) {}
  void build_patch(const engine::PatchDescription& patch) override {
    patches[patch.version] = std::make_unique<engine::PatchDescription>(patch);
    waits_ = chance_ != nullptr && chance_->one_in(2) ? static_cast<int>(chance_->draw(4)) : 0;
    progress =
        chance_ != nullptr && chance_->one_in(50) ? PatchProgress::kRefused : PatchProgress::kBuilt;
  }
  PatchProgress patch_progress(std::uint64_t) override {
    return waits_-- > 0 ? PatchProgress::kBuilding : progress;
  }
  bool wants_event(std::string_view) const override { return false; }

  BuiltPatches patches;

 private:
  MessageGrammar* chance_;
  int waits_ = 0;
};

struct Set {
  explicit Set(MessageGrammar* chance)
      : stage(chance),
        conductor(kFormat, test::built_in_catalog(), test::standard_vocabulary(), stage.doors()) {
    stage.furnish(conductor);
    conductor.seed();
  }
  std::string journal() const {
    std::string text;
    for (const auto& line : stage.journal) text += line + "\n";
    return text;
  }
  /// What clients can read of it.
  std::string books() const {
    nlohmann::json books{{"patch", read(conductor.scene().patches.playing().patch.to_json())},
                         {"bpm", conductor.scene().bank.transport().bpm()}};
    const auto* draft = conductor.scene().patches.draft();
    books["draft"] = draft != nullptr ? read(draft->to_json()) : nlohmann::json();
    for (const auto& sequencer : conductor.scene().bank.all()) {
      books["sequencers"].push_back(read(to_json(sequencer->info())));
    }
    return books.dump();
  }

  FuzzStage stage;
  Conductor conductor;
};

Frame play(MessageGrammar& grammar, Set* set) {
  auto& conductor = set->conductor;
  Frame now = 0;
  const auto go_on = [&](Frame frames) { conductor.advance(now += frames); };
  for (auto& message : grammar.opening()) {
    conductor.submit({{}, {{}, {std::move(message)}}});
    go_on(128);
  }
  for (int sent = 0; sent < kMessagesASet;) {
    Incoming incoming;
    for (std::size_t left = grammar.one_in(3) ? 1 + grammar.draw(5) : 1; left > 0; --left, ++sent) {
      incoming.bundle.messages.push_back(grammar.message(conductor.scene()));
    }
    if (grammar.one_in(20)) incoming.bundle.messages = grammar.growth(conductor.scene());
    if (grammar.one_in(4)) {
      const Frame frame = now + static_cast<Frame>(grammar.draw(6'000)) - 500;
      incoming.due = std::max<Frame>(frame, 2);
    }
    conductor.submit(std::move(incoming));
    if (!grammar.one_in(3)) go_on(128 * static_cast<Frame>(1 + grammar.draw(6)));
  }
  go_on(24'000);
  while (conductor.horizon() < now) conductor.advance(now);
  return now;
}

bool same(const engine::Command& a, const engine::Command& b) {
  const bool same_value = std::memcmp(&a.value, &b.value, sizeof a.value) == 0;
  const bool same_velocity = std::memcmp(&a.velocity, &b.velocity, sizeof a.velocity) == 0;
  return a.seq == b.seq && a.frame == b.frame && a.nth == b.nth && a.op == b.op &&
         a.flags == b.flags && a.module == b.module && a.param == b.param && same_value &&
         same_velocity && a.length == b.length && a.voice == b.voice;
}

/// Modules that go on from `before` keep the values they play with, whatever a patch says.
bool same_patch(const engine::PatchDescription& a, const engine::PatchDescription& b,
                const engine::PatchDescription* before) {
  for (std::size_t place = 0; place < std::size(a.modules); ++place) {
    const auto& one = a.modules[place];
    auto other = b.modules[place];
    const bool goes_on = before != nullptr && before->modules[place].identity == one.identity;
    if (goes_on) std::copy(std::begin(one.values), std::end(one.values), other.values);
    if (std::memcmp(&one, &other, sizeof one) != 0) return false;
  }
  return a.fade_frames == b.fade_frames && a.connection_count == b.connection_count &&
         std::equal(a.connections, a.connections + a.connection_count, b.connections);
}

void expect_same_commands(const FuzzStage& live, const FuzzStage& again) {
  ASSERT_EQ(live.commands.size(), again.commands.size());
  const engine::PatchDescription* before = nullptr;
  for (std::size_t i = 0; i < live.commands.size(); ++i) {
    const auto& a = live.commands[i];
    const auto& b = again.commands[i];
    ASSERT_TRUE(same(a, b)) << "command " << i << " of frame " << a.frame << " and " << b.frame;
    if (a.op != engine::Op::kSwapPatch) continue;
    const auto& patch = *live.patches.at(a.patch_version);
    ASSERT_TRUE(same_patch(patch, *again.patches.at(b.patch_version), before))
        << "patch on frame " << a.frame;
    before = &patch;
  }
}

/// What the commands sound like: as a worker does it, without a conductor.
std::vector<float> heard(const FuzzStage& live, Frame frames) {
  engine::Engine engine(kFormat, test::built_in_modules());
  std::vector<float> samples(static_cast<std::size_t>(frames) * 2);
  std::size_t next = 0;
  for (Frame now = 0; now < frames;) {
    Frame stop = std::min<Frame>(now + kFormat.block_frames, frames);
    for (; next < live.commands.size() && live.commands[next].frame <= now; ++next) {
      const auto& command = live.commands[next];
      if (command.op == engine::Op::kSwapPatch) {
        EXPECT_TRUE(engine.build(*live.patches.at(command.patch_version)));
      }
      EXPECT_TRUE(engine.apply(command));
    }
    if (next < live.commands.size()) stop = std::min(stop, live.commands[next].frame);
    engine.render(samples.data() + 2 * now, static_cast<int>(stop - now));
    now = stop;
  }
  return samples;
}

void play_and_render(std::uint64_t seed, bool with_samples) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  MessageGrammar grammar(seed);
  Set live(&grammar);
  const Frame end = play(grammar, &live);

  const auto score = test::parse_score(live.journal(), kFormat.rate);
  ASSERT_TRUE(score) << score.reason();
  Set again(nullptr);
  again.conductor.load_score(*score);
  for (Frame now = 0; now < end;) again.conductor.advance(now = std::min(now + 128, end));
  EXPECT_EQ(again.conductor.score_failures(), 0U)
      << (again.stage.sent.empty() ? "" : score::to_line(0, again.stage.sent.front().message));
  EXPECT_EQ(live.stage.journal, again.stage.journal) << "the journal of the journal";
  expect_same_commands(live.stage, again.stage);
  EXPECT_EQ(live.books(), again.books());
  if (!with_samples || testing::Test::HasFailure()) return;

  const auto live_samples = heard(live.stage, end);
  std::vector<float> rendered(live_samples.size());
  offline::OfflineRenderer renderer(kFormat, test::built_in_modules(), test::standard_vocabulary(),
                                    *score,
                                    [](const std::string& problem) { ADD_FAILURE() << problem; });
  renderer.render(rendered.data(), end);
  EXPECT_EQ(std::memcmp(rendered.data(), live_samples.data(), rendered.size() * sizeof(float)), 0);
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(JournalFuzz, WhatIsRenderedIsWhatWasPlayed) {
  const auto first = from_environment("CHRONUS_FUZZ_FIRST", 1);
  const auto seeds = from_environment("CHRONUS_FUZZ_SEEDS", kDefaultSeeds);
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    play_and_render(seed, seed % kSetsASample == 0);
    if (HasFailure()) FAIL() << "CHRONUS_FUZZ_SEEDS=1 CHRONUS_FUZZ_FIRST=" << seed;
  }
}

}  // namespace
}  // namespace chronus::conductor
