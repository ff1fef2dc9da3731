// SPDX-License-Identifier: MIT
// "Refused, and nothing has changed", over all of the vocabulary: every message with every kind of
// bad argument, and every two messages that one pattern can name.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "osc/text.hpp"
#include "tests/unit/conductor/vocabulary.hpp"

namespace chronus::conductor {
namespace {

using osc::Arg;

std::string shown(const osc::Message& message) { return score::to_line(0, message).substr(0, 200); }

/// What may stand where something else is meant.
std::vector<Arg> suspects() {
  using S = std::string;
  std::vector<Arg> all = {osc::Nil{},
                          osc::Impulse{},
                          osc::Blob{},
                          osc::Blob{{1, 2, 3}},
                          osc::TimeTag{5},
                          true,
                          false,
                          0,
                          1,
                          -1,
                          2,
                          9,
                          256,
                          257,
                          1'000'000,
                          -2'000'000'000,
                          0.5F,
                          -0.5F,
                          1.5F,
                          1000.5F,
                          33'333'333.0F,
                          1e30F,
                          -1e300,
                          5e-324,
                          std::int64_t{1} << 62U};
  using Float = std::numeric_limits<float>;
  for (const float odd : {Float::quiet_NaN(), Float::infinity(), -Float::infinity()}) {
    all.emplace_back(odd);
    all.emplace_back(static_cast<double>(odd));
  }
  for (const char* word :
       {"",        " ",        ".",      "x",         "x0",           "808",  "nobody",
        "Kick",    "big kick", "output", "sine1",     "freq",         "gate", "param",
        "1.freq",  "1.out",    "1.",     ".freq",     "output.9",     "nan",  "-inf",
        "1e999",   "0x10",     "1:2",    "3:2",       "60+64",        "h9",   "kick",
        "drill",   "*",        "8*",     "{808,909}", "{808,nobody}", "[",    "{",
        "nobody*", "\x01\xff", "../x"}) {
    all.emplace_back(S(word));
  }
  all.emplace_back(S(33, 'a'));
  all.emplace_back(S(60'000, 'x'));
  all.emplace_back(S(5'000, '9'));
  return all;
}

/// The message with too few arguments, too many, and each argument gone wrong in every way.
std::vector<osc::Message> bad_forms(const osc::Message& good) {
  std::vector<osc::Message> forms;
  for (std::size_t count = 0; count < good.args.size(); ++count) {
    forms.push_back(
        {good.address, {good.args.begin(), good.args.begin() + static_cast<long>(count)}});
  }
  const auto suspect = suspects();
  for (std::size_t place = 0; place <= good.args.size(); ++place) {
    for (const auto& arg : suspect) {
      auto form = good;
      if (place < form.args.size()) {
        form.args[place] = arg;
      } else {
        form.args.push_back(arg);
      }
      forms.push_back(std::move(form));
    }
  }
  auto crowd = good;
  crowd.args.resize(2'000, Arg{1});
  forms.push_back(crowd);
  return forms;
}

/// A studio serves until something was done: then the next message has a fresh one.
class Refusals {
 public:
  void send(const osc::Message& message) {
    studio_->perform(message);
    if (studio_->refused()) {
      ++refused_;
      const auto session = studio_->session();
      EXPECT_EQ(studio_->stage.sent.size(), 1U) << shown(message);
      EXPECT_TRUE(session == before_) << shown(message) << "\n"
                                      << studio_->answer().substr(0, 300) << "\n"
                                      << nlohmann::json::diff(before_, session);
      // Time goes on by frames: before it comes to a step there is a fresh one, too.
      if (session == before_ && refused_ % 500 != 0) return;
    }
    begin();
  }
  int count() const { return refused_; }

 private:
  void begin() {
    studio_ = std::make_unique<Stocked>();
    before_ = studio_->session();
  }

  std::unique_ptr<Stocked> studio_ = std::make_unique<Stocked>();
  nlohmann::json before_ = studio_->session();
  int refused_ = 0;
};

class EveryRefusal : public ::testing::TestWithParam<Example> {};

TEST_P(EveryRefusal, ChangesNothing) {
  Refusals refusals;
  for (const auto& form : bad_forms(GetParam().message)) refusals.send(form);
  // `/sync` echoes whatever it is given.
  EXPECT_GT(refusals.count(), GetParam().message.address == "/sync" ? 0 : 10);
}

TEST_P(EveryRefusal, OfAnUnknownOrMalformedAddressChangesNothing) {
  const auto& good = GetParam().message;
  Refusals refusals;
  const auto parent = good.address.text().substr(0, good.address.text().rfind('/'));
  for (const std::string& address :
       {good.address.text() + "/", good.address.text() + "x", good.address.text() + "/no/such",
        good.address.text() + "/[", parent + "/nobod*", parent + "/{", "/" + good.address.text(),
        good.address.text().substr(1)}) {
    refusals.send({address, good.args});
  }
  EXPECT_GT(refusals.count(), 5);
}

/// The pattern that means both, part by part.
std::string pattern_of(std::string_view a, std::string_view b) {
  std::string pattern;
  while (!a.empty() && !b.empty()) {
    const auto part_of = [](std::string_view& address) {
      const auto part = address.substr(1, address.find('/', 1) - 1);
      address.remove_prefix(1 + part.size());
      return std::string(part);
    };
    const auto one = part_of(a);
    const auto other = part_of(b);
    pattern += one == other ? "/" + one : "/{" + one + "," + other + "}";
  }
  return a.empty() && b.empty() ? pattern : "";
}

/// Arguments, and the same with one of them such that many a row takes it and many another not.
std::vector<std::vector<Arg>> forms_of(const std::vector<Arg>& good) {
  using S = std::string;
  const std::vector<Arg> doubtful = {
      0,        1,           2,        8,           64,      300,      0.5F,       1.5F,
      -0.25F,   72.5F,       S("808"), S("nobody"), S("*"),  S("1"),   S("gate"),  S("sine"),
      S("x.x"), S("output"), S("5"),   S("1:2"),    S("8*"), S("707"), S("1.freq")};
  std::vector<std::vector<Arg>> forms{good};
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (const auto& arg : doubtful) {
      forms.push_back(good);
      forms.back()[place] = arg;
    }
  }
  return forms;
}

class EveryPair : public ::testing::TestWithParam<Example> {};

TEST_P(EveryPair, IsDoneWholeOrRefusedWhole) {
  const auto& one = GetParam().message;
  Refusals refusals;
  for (const auto& [other, kinds] : every_message()) {
    if (other.address == one.address) continue;
    const auto pattern = pattern_of(one.address, other.address);
    if (pattern.empty()) continue;
    for (const auto& args : forms_of(one.args)) refusals.send({pattern, args});
  }
  EXPECT_GT(refusals.count(), 0);
}

TEST(Pairs, AreDoneWhereEachCanBe) {
  using S = std::string;
  Stocked studio;
  studio.perform({"/seq/{mute,fill}", {S("808"), 1}});
  EXPECT_EQ(studio.answer(), "done /seq/{mute,fill} 808 1");
  const auto info = studio.conductor.scene().bank.find("808")->info();
  EXPECT_TRUE(info.muted && info.fill);
  studio.perform({"/seq/{gate_len,swing}", {S("*"), 50}});
  EXPECT_EQ(studio.answer(),
            "fail /seq/{gate_len,swing} sequencer '808': gate length 50 is "
            "outside 0.01 to 1 * 50");
  studio.perform({"/patch/{edit,commit}", {}});
  EXPECT_EQ(studio.answer(), "done /patch/{edit,commit}");
  studio.perform({"/{seq,gate}/{bpm,2}", {1, 0.5F}});
  EXPECT_EQ(studio.answer(), "fail /{seq,gate}/{bpm,2} no sequencer '1' 1 0.5");
  studio.perform({"/{version,status}", {}});
  EXPECT_EQ(studio.stage.sent.size(), 2U) << "questions go together";
}

/// One asks for hits on behalf of what the other has changed, which a rehearsal does not see.
TEST(Pairs, WhatChangesHitsIsRefusedBesideItsLike) {
  Stocked studio;
  for (const char* line : {"/seq/{start,follow} 808", "/transport/{bpm,start} 999",
                           "/seq/{steps,ratchet} 808 4", "/seq/{bpm,steps}/808 100"}) {
    studio.stage.sent.clear();
    studio.say(line);
    EXPECT_NE(studio.answer().find(" does not go with /"), std::string::npos) << studio.answer();
  }
}

TEST(Pairs, WhatCannotBeTriedBeforeIsRefusedAmongOthers) {
  Stocked studio;
  for (const char* line : {"/seq/{stop,delete} 808", "/record/* ", "/worker/{kill,restart} 1",
                           "/{sync,notify} 1", "/{seq,record}/{start,stop} 808"}) {
    studio.stage.sent.clear();
    studio.say(line);
    EXPECT_NE(studio.answer().find("does not go with others in one message"), std::string::npos)
        << studio.answer();
  }
  EXPECT_EQ(studio.stage.asked, std::vector<std::string>());
  EXPECT_TRUE(studio.stage.subscriptions.empty());
}

std::string name_of(const ::testing::TestParamInfo<Example>& example) {
  std::string name = example.param.message.address.text().substr(1);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Vocabulary, EveryRefusal, ::testing::ValuesIn(every_message()), name_of);
INSTANTIATE_TEST_SUITE_P(Vocabulary, EveryPair, ::testing::ValuesIn(every_message()), name_of);

}  // namespace
}  // namespace chronus::conductor
