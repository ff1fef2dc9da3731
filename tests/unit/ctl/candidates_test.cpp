// SPDX-License-Identifier: MIT
#include "apps/ctl/complete/candidates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/ctl/commands.hpp"
#include "apps/ctl/complete/live_names.hpp"
#include "catalog/built_in.hpp"

namespace chronus::ctl {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

/// The program's own commands, and an engine that plays two sequencers and two modules.
class Completion : public testing::Test {
 protected:
  Completion() {
    app_.add_option("--osc", options_.server, "");
    add_commands(app_, &options_, &chosen_);
  }

  Candidates at(const std::string& line) {
    return candidates({app_, vocabulary_, catalog_, [this](Names names) { return named(names); }},
                      shell_words(line));
  }

  std::vector<std::string> words_at(const std::string& line) {
    std::vector<std::string> words;
    for (const auto& one : at(line).words) words.push_back(one.word);
    return words;
  }

  std::vector<Candidate> named(Names names) {
    ++asked_;
    if (names == Names::kSequencers) return {{"kick", ""}, {"hat", ""}};
    if (names == Names::kModules) return {{"osc1", "osc"}, {"env1", "adsr"}};
    if (names == Names::kPatches) return {{"evening", ""}};
    if (names == Names::kSessions) return {{"gig", ""}};
    return {};
  }

  vocabulary::Vocabulary vocabulary_ = vocabulary::standard();
  catalog::Catalog catalog_ = catalog::built_in();
  Options options_{vocabulary_, "1"};
  Command chosen_;
  CLI::App app_;
  int asked_ = 0;
};

TEST_F(Completion, CommandsAreThoseThatAreOffered) {
  EXPECT_THAT(words_at("chronusctl "), IsSupersetOf({"send", "watch", "doctor", "seq", "undo"}));
  EXPECT_THAT(words_at("chronusctl "), Not(Contains("complete")));
  EXPECT_THAT(words_at("chronusctl sta"), ElementsAre("status"));
  EXPECT_THAT(words_at("chronusctl --osc 5006 sta"), ElementsAre("status"));
  EXPECT_EQ(asked_, 0) << "only where its names may stand";
}

TEST_F(Completion, OptionsAreTheAppsAndTheCommands) {
  EXPECT_THAT(words_at("chronusctl --"), IsSupersetOf({"--osc", "--help"}));
  EXPECT_THAT(words_at("chronusctl doctor --"), IsSupersetOf({"--json", "--state-dir", "--osc"}));
  EXPECT_THAT(words_at("chronusctl watch --st"), ElementsAre("--steps"));
  EXPECT_THAT(words_at("chronusctl --osc "), IsEmpty());
}

TEST_F(Completion, VerbsHaveTheirSummaries) {
  EXPECT_THAT(at("chronusctl seq start").words,
              ElementsAre(Candidate{"start", "starts a sequencer"},
                          Candidate{"start_all", "starts every sequencer"}));
  EXPECT_THAT(words_at("chronusctl session "), Contains("load"));
}

TEST_F(Completion, ArgumentsAreTheEnginesNames) {
  EXPECT_THAT(words_at("chronusctl seq start "), ElementsAre("kick", "hat"));
  EXPECT_THAT(words_at("chronusctl seq start k"), ElementsAre("kick"));
  EXPECT_THAT(words_at("chronusctl --osc=5006 seq assign kick "), ElementsAre("gate", "param"));
  EXPECT_THAT(words_at("chronusctl seq assign kick gate "), ElementsAre("osc1", "env1"));
  EXPECT_THAT(words_at("chronusctl patch connect osc1 "), ElementsAre("osc1", "env1", "output"));
  EXPECT_THAT(words_at("chronusctl patch load "), ElementsAre("evening"));
  EXPECT_THAT(words_at("chronusctl session load "), ElementsAre("gig"));
  EXPECT_THAT(words_at("chronusctl note "), ElementsAre("osc1", "env1"));
  EXPECT_THAT(words_at("chronusctl seq start kick "), IsEmpty());
}

TEST_F(Completion, ANewIdIsNoOldOne) {
  EXPECT_THAT(words_at("chronusctl patch create "), IsEmpty());
  EXPECT_THAT(words_at("chronusctl seq create "), IsEmpty());
  EXPECT_THAT(words_at("chronusctl patch create x adsr"), ElementsAre("adsr"));
}

TEST_F(Completion, AddressesGoOnPartByPart) {
  EXPECT_THAT(
      words_at("chronusctl send /seq/st"),
      ElementsAre("/seq/steps", "/seq/start", "/seq/stop", "/seq/start_all", "/seq/stop_all"));
  EXPECT_THAT(words_at("chronusctl send /mo"), Contains("/mod/"));
  EXPECT_THAT(words_at("chronusctl send /mod/"), ElementsAre("/mod/osc1/", "/mod/env1/"));
  EXPECT_THAT(words_at("chronusctl send /mod/env1/r"), ElementsAre("/mod/env1/release"));
  EXPECT_THAT(words_at("chronusctl send /mod/nobody/"), IsEmpty());
  EXPECT_THAT(words_at("chronusctl send /note/o"), ElementsAre("/note/osc1", "/note/osc1/off"));
  EXPECT_THAT(words_at("chronusctl send /seq/start "), ElementsAre("kick", "hat"));
}

TEST_F(Completion, BehindAnAddressNoWordIsAnOption) {
  EXPECT_THAT(words_at("chronusctl send /seq/start -"), IsEmpty());
}

TEST_F(Completion, FilesAreTheShells) {
  EXPECT_TRUE(at("chronusctl render ").are_files);
  EXPECT_TRUE(at("chronusctl doctor --state-dir ").are_files);
  EXPECT_EQ(to_lines(at("chronusctl render ")), ":files\n");
  EXPECT_FALSE(at("chronusctl seq ").are_files);
}

TEST_F(Completion, WhatIsUnknownHasNothingBehindIt) {
  for (const char* line : {"chronusctl", "chronusctl play ", "chronusctl seq play ",
                           "chronusctl send /unheard ", "chronusctl seq bpm kick 1 2 3 4 "}) {
    EXPECT_THAT(words_at(line), IsEmpty()) << line;
  }
}

TEST(CompletionWords, ALineIsCutAsAShellCutsIt) {
  EXPECT_THAT(shell_words("a  b"), ElementsAre("a", "b"));
  EXPECT_THAT(shell_words("a b "), ElementsAre("a", "b", ""));
  EXPECT_THAT(shell_words(R"(a "b c" 'd "e' f\ g)"), ElementsAre("a", "b c", "d \"e", "f g"));
  EXPECT_THAT(shell_words("a '' b"), ElementsAre("a", "", "b"));
  EXPECT_THAT(shell_words("a \"b c"), ElementsAre("a", "b c"));
  EXPECT_THAT(shell_words("\\"), ElementsAre("\\"));
}

TEST(CompletionLines, HaveADescriptionBehindATab) {
  EXPECT_EQ(to_lines({{{"a", "what"}, {"b", ""}}, false}), "a\twhat\nb\n");
}

TEST(LiveNames, AreReadFromAnyAnswer) {
  EXPECT_THAT(names_in(R"(["kick", "hat"])", Names::kSequencers),
              ElementsAre(Candidate{"kick", ""}, Candidate{"hat", ""}));
  EXPECT_THAT(names_in(R"({"items": ["kick"], "more": false})", Names::kSequencers),
              ElementsAre(Candidate{"kick", ""}));
  EXPECT_THAT(names_in(R"({"modules": [{"id": "o", "type": "osc"}], "connections": [{"id": "c"}]})",
                       Names::kModules),
              ElementsAre(Candidate{"o", "osc"}));
  EXPECT_THAT(names_in(R"({"patches": [{"name": "evening"}]})", Names::kPatches),
              ElementsAre(Candidate{"evening", ""}));
  EXPECT_THAT(names_in("nonsense", Names::kPatches), IsEmpty());
  EXPECT_THAT(names_in("[1, null, {}]", Names::kPatches), IsEmpty());
}

}  // namespace
}  // namespace chronus::ctl
