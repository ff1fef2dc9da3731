// SPDX-License-Identifier: MIT
#include "supervisor/request_thread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "osc/poll_wake.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::atomic<std::int64_t> g_now_ns{0};

class RequestThreadTest : public testing::Test {
 protected:
  struct Request {
    conductor::Sender sender;
    osc::Message message;
    conductor::Wait wait;
  };

  RequestThreadTest() {
    g_now_ns = 0;
    thread.start("test", outbox, [this](const Request& request) { serve(request); });
  }

  /// One named "hang" hangs until it is let go, as with a disk.
  void serve(const Request& request) {
    const std::string what = *osc::as_string(request.message.args[0]);
    if (what == "hang") {
      hangs.set_value();
      let_go.get_future().wait();
    }
    if (what == "greedy") throw std::bad_alloc();
    if (thread.is_wanted()) changed.push_back(what);
    if (const auto wait = thread.claim()) outbox.done(request.sender, request.message);
    if (what == "last") served.set_value();
  }
  void ask(const char* what, conductor::Wait wait = nullptr) {
    EXPECT_TRUE(thread.hand_over({{}, {"/do", {std::string(what)}}, std::move(wait)}));
  }
  std::vector<std::string> answers() {
    std::vector<std::string> said;
    replies.drain([&](osc::Reply& reply) {
      const auto& args = reply.message.args;
      said.push_back(reply.message.address == "/done"
                         ? "done " + *osc::as_string(args[1])
                         : *osc::as_string(args[1]) + ": " + *osc::as_string(args[2]));
    });
    return said;
  }

  osc::PollWake bell = std::move(*osc::PollWake::open());
  osc::ReplyQueue replies{16, bell};
  Outbox outbox{replies};
  std::promise<void> hangs, let_go, served;
  std::vector<std::string> changed;
  RequestThread<Request> thread{8, [] { return g_now_ns.load(); }};
};

TEST_F(RequestThreadTest, WhatIsLateIsRefusedOnceHoldsNobodyBackAndIsNotCarriedOut) {
  const auto wait = std::make_shared<const std::uint64_t>(1);
  const std::weak_ptr<const std::uint64_t> held = wait;
  ask("hang", conductor::Wait(wait));
  hangs.get_future().wait();
  ask("behind");
  g_now_ns = std::chrono::nanoseconds(3s).count();
  ask("last");
  g_now_ns = std::chrono::nanoseconds(5s).count();
  EXPECT_EQ(held.use_count(), 2);
  thread.refuse_older_than(4s, "late");
  EXPECT_EQ(held.use_count(), 1) << "this test's";
  EXPECT_THAT(answers(), ElementsAre("late: hang", "late: behind"));
  thread.refuse_older_than(4s, "late");
  EXPECT_THAT(answers(), IsEmpty());
  let_go.set_value();
  served.get_future().wait();
  EXPECT_TRUE(thread.end_within(10s));
  EXPECT_THAT(answers(), ElementsAre("done last"));
  EXPECT_THAT(changed, ElementsAre("last"));
}

TEST_F(RequestThreadTest, WhatMemoryRunsOutForIsRefused) {
  ask("greedy");
  ask("last");
  served.get_future().wait();
  EXPECT_TRUE(thread.end_within(10s));
  EXPECT_THAT(answers(), ElementsAre("out of memory: greedy", "done last"));
}

}  // namespace
}  // namespace chronus::supervisor
