// SPDX-License-Identifier: MIT
// "Refused, and nothing has changed", over all of the vocabulary: every message with every kind of
// bad argument.
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
      EXPECT_TRUE(session == before_) << shown(message) << "\n"
                                      << studio_->answer().substr(0, 300) << "\n"
                                      << nlohmann::json::diff(before_, session);
      if (session == before_) return;
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
  const auto parent = good.address.substr(0, good.address.rfind('/'));
  for (const std::string& address :
       {good.address + "/", good.address + "x", good.address + "/no/such", good.address + "/[",
        parent + "/nobod*", parent + "/{", "/" + good.address, good.address.substr(1)}) {
    refusals.send({address, good.args});
  }
  EXPECT_GT(refusals.count(), 5);
}

INSTANTIATE_TEST_SUITE_P(Vocabulary, EveryRefusal, ::testing::ValuesIn(every_message()),
                         [](const auto& example) {
                           std::string name = example.param.message.address.substr(1);
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

}  // namespace
}  // namespace chronus::conductor
