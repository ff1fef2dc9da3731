// SPDX-License-Identifier: MIT
#include "session/named_session.hpp"

#include <gtest/gtest.h>

#include "base/engine_number.hpp"
#include "tests/unit/session/runs.hpp"

namespace chronus::session {
namespace {

Result<conductor::Setting> read_text(const std::string& text) {
  return read_named_session(text, kFormat, test::built_in_catalog(), test::standard_vocabulary(),
                            false);
}

std::string text_of(const conductor::Scene& scene) {
  return named_session_text(
      "verse", conductor::session_lines(conductor::setting_of(scene), test::built_in_catalog(), 2));
}

TEST(NamedSession, MakesTheSameSetAgain) {
  Performance run;
  run.play();
  run.say("/mod/filter1/freq 345.6");
  const std::string text = text_of(run.conductor.scene());
  const auto set = read_text(text);
  ASSERT_TRUE(set) << set.reason();
  EXPECT_EQ(
      named_session_text("verse", conductor::session_lines(*set, test::built_in_catalog(), 2)),
      text);
  EXPECT_NE(text.find("\n0 /seq/start kick\n"), std::string::npos);
  EXPECT_NE(text.find("/mod/filter1/freq 345.6"), std::string::npos);
}

TEST(NamedSession, OfAClassicSetSaysSoFirstAndCountsAsItDoes) {
  Performance run;
  run.conductor.load_score(*test::parse_score("0 /classic 1\n", kFormat.rate));
  run.step();
  run.say("/mod/adsr1/release 250");
  const std::string text = text_of(run.conductor.scene());
  EXPECT_NE(text.find("\n0 /classic 1\n0 /patch/"), std::string::npos) << text;
  EXPECT_NE(text.find("/mod/adsr1/release 250"), std::string::npos) << text;
  const auto set = read_text(text);
  ASSERT_TRUE(set) << set.reason();
  EXPECT_TRUE(set->is_classic);
  const auto& playing = run.conductor.scene().patches.playing().patch;
  EXPECT_TRUE(conductor::is_same_graph(*set->patch, playing));
  EXPECT_EQ(set->patch->find("adsr1")->values, playing.find("adsr1")->values);
}

TEST(NamedSession, OneWithAFaultIsRefusedWithItsLine) {
  Performance run;
  run.play();
  const std::string text = text_of(run.conductor.scene());
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string other = text;
    other.replace(other.find(from), from.size(), to);
    const auto set = read_text(other);
    return set ? std::string("taken") : set.reason();
  };
  EXPECT_NE(broken("/seq/start kick", "/seq/start kik").find("/seq/start: no sequencer 'kik'"),
            std::string::npos);
  EXPECT_NE(broken("/seq/start kick", "/seq/strat kick").find("line "), std::string::npos);
  EXPECT_NE(broken("0 /seq/start kick", "1 /seq/start kick").find("at time 0"), std::string::npos);
  EXPECT_NE(broken("/seq/start kick", "/record/start").find("/record/start"), std::string::npos);
  EXPECT_NE(broken("session 1 engine", "session 99 engine").find("of a later Chronus"),
            std::string::npos);
  EXPECT_NE(broken("# Format", "# Farmat").find("it is no session"), std::string::npos);
}

TEST(NamedSession, OneOfAnotherEngineIsTakenAndSaysSo) {
  const std::string own = std::to_string(kEngineNumber);
  const std::string text = text_of(Performance().conductor.scene());
  EXPECT_EQ(named_session_difference(text), "");
  std::string other = text;
  const std::string word = " engine " + own + "\n";
  other.replace(other.find(word), word.size(), " engine 1\n");
  EXPECT_TRUE(read_text(other));
  EXPECT_NE(named_session_difference(other).find("played by engine 1, and this is engine " + own),
            std::string::npos);
}

TEST(NamedSession, HasWhatIsHeldUntilSomebodyEndsIt) {
  Performance run;
  run.hold();
  const std::string text = text_of(run.conductor.scene());
  EXPECT_NE(text.find("\n0 /gate/adsr1 1 0.8\n0 /note/o 60.0 0.5\n0 /note/e 60.5 0.25\n# End"),
            std::string::npos)
      << text;
  const auto set = read_text(text);
  ASSERT_TRUE(set) << set.reason();
  EXPECT_EQ(set->held->gates, conductor::setting_of(run.conductor.scene()).held->gates);
  EXPECT_EQ(set->held->notes, conductor::setting_of(run.conductor.scene()).held->notes);
  std::string other = text;
  other.replace(other.find("60.5 0.25"), 9, "60.5 0.25 2");
  EXPECT_NE(read_text(other).reason().find("a note with a length is no part of a set"),
            std::string::npos);
}

TEST(NamedSession, OneThatIsCutOffAnywhereIsRefused) {
  Performance run;
  run.play();
  const std::string text = text_of(run.conductor.scene());
  const auto last = text.find("# End of session");
  for (std::size_t bytes = 0; bytes < last; bytes += 7) {
    EXPECT_FALSE(read_text(text.substr(0, bytes))) << bytes;
  }
}

}  // namespace
}  // namespace chronus::session
