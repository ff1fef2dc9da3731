// SPDX-License-Identifier: MIT
// Where there is no memory a client is refused, and the music goes on.
#include <gtest/gtest.h>

#include "tests/support/failing_memory.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

TEST(Memory, AnyAllocationOfAMessageMayFail) {
  for (const std::string line :
       {"/seq/pattern k x.x.x.x.x.x.x.x.x.x.", "/mod/*/freq 200", "/seq/prob * 50",
        "/patch/create another_module_with_a_name sine", "/nothing/of/the/kind whatever it may be",
        "/seq/list", "/seq/info k", "/seq/info k 0", "/status", "/status 0", "/patch/get",
        "/module/list", "/module/info mixer", "/module/cost", "/transport/info",
        "/seq/{mute,fill} * 1"}) {
    int failures = 0;
    for (long at = 0; at < 5'000; ++at) {
      Studio studio;
      studio.say("/seq/create k");
      studio.stage.sent.reserve(100);
      studio.stage.commands.reserve(100);
      studio.stage.decided.reserve(100);
      Incoming incoming;
      incoming.bundle.messages.push_back(Studio::message(line));
      g_fails_at = at;
      studio.conductor.submit(std::move(incoming));
      studio.conductor.advance(studio.now += Studio::kBlock);
      const bool failed = g_fails_at < 0;
      g_fails_at = -1;
      failures += failed ? 1 : 0;
      if (!failed) break;
      EXPECT_EQ(studio.conductor.horizon(), studio.now);
      studio.say("/seq/create l");
      EXPECT_EQ(studio.answer(), "done /seq/create l") << line << " without allocation " << at;
    }
    EXPECT_GT(failures, 2) << line;
  }
}

}  // namespace
}  // namespace chronus::conductor
