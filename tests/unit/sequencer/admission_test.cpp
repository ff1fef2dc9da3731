// SPDX-License-Identifier: MIT
// More than there is time for, refused before it plays.
#include <algorithm>

#include "fastest.hpp"
#include "rig.hpp"
#include "sequencer/overload.hpp"

namespace chronus::sequencer::testing {
namespace {

/// What the sums should be, added up anew.
std::int64_t hits_per_second(const Bank& bank) {
  Load sum;
  for (const auto& sequencer : bank.all()) sum += sequencer->load();
  return sum.hits_per_second(bank.transport().bpm());
}

int playing(const Bank& bank) {
  return static_cast<int>(std::count_if(bank.all().begin(), bank.all().end(),
                                        [](const auto& s) { return s->playing(); }));
}

std::string settings(const Bank& bank) {
  std::string text;
  for (const auto& sequencer : bank.all()) {
    const SequencerInfo info = sequencer->info();
    text += info.id + " " + std::to_string(info.bpm) + " " + std::to_string(info.own_tempo) + " " +
            std::to_string(info.steps) + " " + std::to_string(info.division) + " " + info.ratchet +
            " " + std::to_string(info.playing) + " " + std::to_string(info.pending.change) + "\n";
  }
  return text + std::to_string(bank.transport().bpm());
}

TEST(Admission, AStartThatIsTooMuchIsRefusedWithTheNumbers) {
  Bank bank(kRate);
  add_fastest(bank, 50);
  for (int i = 0; i < 46; ++i) ok(bank.start("s" + std::to_string(i), 0));
  EXPECT_EQ(bank.hits_per_second(), 196'071);
  const std::string before = settings(bank);
  refused(bank.start("s46", 0),
          "sequencer 's46': with it 200333 hits a second would play, the most are 200000");
  EXPECT_EQ(settings(bank), before);
  ok(bank.start("s3", 0));  // plays already
  // Room comes back by a stop, a removal, and a list that is cut off behind its ratchet.
  ok(bank.stop("s0", 100));
  ok(bank.start("s46", 100));
  refused(bank.start("s0", 100),
          "sequencer 's0': with it 200333 hits a second would play, the most are 200000");
  ok(bank.remove("s1", 100));
  ok(bank.start("s0", 100));
  ok(bank.trigs("s2", TrigField::kRatchet, ". . . 8", 100));
  refused(bank.start("s47", 100),
          "sequencer 's47': with it 200333 hits a second would play, the most are 200000");
  ok(bank.steps("s2", 3, 100));
  ok(bank.trigs("s47", TrigField::kRatchet, "7", 100));
  ok(bank.start("s47", 100));
  EXPECT_EQ(playing(bank), 47);
}

TEST(Admission, TheExampleStartsAllOrNone) {
  Bank bank(kRate);
  add_fastest(bank, 1'000);
  const std::string before = settings(bank);
  const std::string reason = "all together 4262400 hits a second would play, the most are 200000";
  refused(bank.start_all(0), reason);
  refused(bank.start_in_song(0, 0), reason);
  EXPECT_EQ(settings(bank), before);
  EXPECT_FALSE(bank.playing());
  ok(bank.start("s0", 0));
  refused(bank.start_in_song(0, 1'000), reason);
  EXPECT_EQ(playing(bank), 1) << "what plays was not stopped first";
}

TEST(Admission, ATempoForAllIsRefusedAndARampEndsThere) {
  Bank bank(kRate);
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = "s" + std::to_string(i);
    ok(bank.create(id));
    ok(bank.config(id, 40, 16, 128, 0));
    ok(bank.follow(id, 0));
    ok(bank.trigs(id, TrigField::kRatchet, "8", 0));
  }
  ok(bank.transport_bpm(40, 0));
  ok(bank.start_all(0));
  double bpm = 40;
  Status taken;
  for (Frame now = 0; taken; now += 100) taken = bank.transport_bpm(bpm += 0.5, now);
  EXPECT_EQ(bpm, 47.0);
  refused(taken, "transport: at 47 BPM 200534 hits a second would play, the most are 200000");
  EXPECT_EQ(bank.transport().bpm(), 46.5);
  refused(bank.transport_bpm(999, 700),
          "transport: at 999 BPM 4262400 hits a second would play, the most are 200000");
  ok(bank.transport_bpm(20, 800));
  ok(bank.transport_bpm(46.5, 900));
}

TEST(Admission, EveryWayToPlayFasterIsRefused) {
  Bank bank(kRate);
  add_fastest(bank, 46);
  for (const char* id : {"a", "b"}) {
    ok(bank.create(id));
    ok(bank.config(id, 900, 16, 64, 0));
    ok(bank.trigs(id, TrigField::kRatchet, ". 8 .", 0));  // 1,920 hits a second
  }
  ok(bank.trigs("b", TrigField::kRatchet, "7", 0));
  ok(bank.start_all(0));
  ok(bank.transport_bpm(999, 0));  // nobody follows it
  bank.advance(5'000);
  EXPECT_EQ(bank.hits_per_second(), 199'671);
  const std::string before = settings(bank);
  const auto with = [](const std::string& id, int hits) {
    return "sequencer '" + id + "': with it " + std::to_string(hits) +
           " hits a second would play, the most are 200000";
  };
  const Frame now = 5'000;
  refused(bank.config("a", 900, 16, 128, now), with("a", 201'591));
  refused(bank.config("a", 999, 16, 70, now), with("a", 200'082));
  EXPECT_EQ(settings(bank), before);
  ok(bank.trigs("b", TrigField::kRatchet, "8", now));
  const std::string full = settings(bank);
  refused(bank.bpm("a", 999, now), with("a", 200'122));
  refused(bank.follow("a", now), with("a", 200'122));
  EXPECT_EQ(settings(bank), full);
  ok(bank.trigs("a", TrigField::kRatchet, "7", now));
  ok(bank.bpm("a", 999, now));
  refused(bank.trigs("a", TrigField::kRatchet, "1 8 1", now), with("a", 200'122));
  ok(bank.bpm("a", 900, now));
  ok(bank.trigs("a", TrigField::kRatchet, ". 8 .", now));
  // A pattern and a chain never add hits: each step counts with its ratchet, rest or not.
  const std::vector<std::string> patterns{"xxxx", "X.xX"};
  const auto hits = bank.hits_per_second();
  ok(bank.chain("b", patterns, now));
  ok(bank.pattern("a", "xxxxxxxx", now));
  EXPECT_EQ(bank.hits_per_second(), hits);
}

TEST(Admission, ASumDoesNotDrift) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    Bank bank(kRate);
    Dice random(seed);
    Frame now = 0;
    for (int i = 0; i < 60; ++i) ok(bank.create("s" + std::to_string(i)));
    for (int edit = 0; edit < 1'500; ++edit) {
      now += random(200);
      const std::string id = "s" + std::to_string(random(60));
      const auto ignore = [](const Status&) {};
      switch (random(10)) {
        case 0:
          ignore(bank.config(id, 1 + random(9'980) * 0.1, 1 + random(256), 1 + random(128), now));
          break;
        case 1:
          ignore(bank.bpm(id, 1 + random(9'980) * 0.1, now));
          break;
        case 2:
          ignore(bank.follow(id, now));
          break;
        case 3:
          ignore(bank.trigs(id, TrigField::kRatchet, std::to_string(1 + random(8)) + " 3 1", now));
          break;
        case 4:
          ignore(bank.steps(id, 1 + random(8), now));
          break;
        case 5:
          ignore(bank.euclid(id, 1, 1 + random(8), 0, now));
          break;
        case 6:
          ignore(bank.transport_bpm(1 + random(9'980) * 0.1, now));
          break;
        case 7:
          ignore(random(2) == 0 ? bank.stop(id, now) : bank.remove(id, now));
          ignore(bank.create(id));
          break;
        default:
          ignore(random(40) == 0   ? bank.start_all(now)
                 : random(40) == 0 ? bank.start_in_song(random(9), now)
                                   : bank.start(id, now));
      }
      ASSERT_EQ(bank.hits_per_second(), hits_per_second(bank)) << seed << " " << edit;
      ASSERT_LE(bank.hits_per_second(), kMostHitsPerSecond);
      if (random(100) == 0) bank.stop_all(now);
      bank.clear_events();
    }
  }
}

TEST(Admission, ChecksOfSeveralCountTogether) {
  Bank bank(kRate);
  add_fastest(bank, 50);
  for (int i = 0; i < 45; ++i) ok(bank.start("s" + std::to_string(i), 0));
  for (int turn = 0; turn < 2; ++turn) {
    const Bank::Rehearsal rehearsal(bank);
    ok(bank.start("s45", 0));
    refused(bank.start("s46", 0),
            "sequencer 's46': with it 200333 hits a second would play, the most are 200000");
  }
  EXPECT_EQ(playing(bank), 45);
  // Checks of what slows down make room for those behind.
  {
    const Bank::Rehearsal rehearsal(bank);
    ok(bank.bpm("s0", 1, 0));
    ok(bank.start("s45", 0));
    ok(bank.start("s46", 0));
  }
  EXPECT_EQ(bank.find("s0")->bpm(), 999);
}

}  // namespace
}  // namespace chronus::sequencer::testing
