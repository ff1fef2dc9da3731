// SPDX-License-Identifier: MIT
#include "supervisor/device_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/file_descriptor.hpp"
#include "osc/poll_wake.hpp"
#include "tests/unit/audio/fake_devices.hpp"

namespace chronus::supervisor {
namespace {

using audio::Api;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DeviceDeskTest : public testing::Test {
 protected:
  DeviceDeskTest() {
    desk.open(outbox, [this](Api api, const std::string& device) {
      kept.push_back(std::string(audio::api_name(api)) + " " + device);
    });
    EXPECT_TRUE(devices.keeper.start(0));
  }
  ~DeviceDeskTest() override { let_go(); }

  osc::Message use(const std::vector<std::string>& words) {
    osc::Message message{"/audio/use", {}};
    for (const auto& word : words) message.args.emplace_back(word);
    if (const auto taken = desk.use_device({}, message, words); !taken) {
      said.push_back("refused " + taken.reason());
    }
    return message;
  }
  /// Until so many answers have come; each as text.
  std::vector<std::string> answers(std::size_t count) {
    devices.until([&] {
      desk.step(devices.keeper, devices.now);
      while (desk.under_way() > (does_hang() ? 1 : 0)) std::this_thread::yield();
      desk.step(devices.keeper, devices.now);
      replies.drain([&](osc::Reply& reply) {
        std::string text = reply.message.address.text();
        for (const auto& arg : reply.message.args) {
          const auto* word = osc::as_string(arg);
          text += " " + (word != nullptr ? *word : osc::to_text(arg));
        }
        said.push_back(text + (reply.json ? " " + reply.json() : ""));
      });
      return said.size() >= count;
    });
    return std::exchange(said, {});
  }

  Status list(Api api, std::vector<audio::ListedDevice>* found) {
    std::unique_lock lock(mutex);
    if (api == Api::kJack) return Error{"JACK: no server"};
    if (api == Api::kPulse) {
      ++looked;
      for (const char* name : {"one", "two"}) found->push_back({api, name, 2, {}, {}});
      return {};
    }
    changed.wait(lock, [&] { return !hangs; });
    found->push_back({api, "default", 2, {}, true});
    return {};
  }
  bool does_hang() {
    const std::lock_guard lock(mutex);
    return hangs;
  }
  void let_go() {
    const std::lock_guard lock(mutex);
    hangs = false;
    changed.notify_all();
  }

  std::mutex mutex;
  std::condition_variable changed;
  bool hangs = false;
  int looked = 0;
  osc::PollWake bell = std::move(*osc::PollWake::open());
  osc::ReplyQueue replies{256, bell};
  Outbox outbox{replies};
  FileDescriptor notices{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  audio::Kept devices{audio::card("one")};
  DeviceDesk desk{notices.get(), [this](Api api, auto* found) { return list(api, found); }};
  std::vector<std::string> kept;
  std::vector<std::string> said;
};

TEST_F(DeviceDeskTest, ANameIsLookedForThenOpenedThenKeptThenAnswered) {
  use({"tw"});
  EXPECT_THAT(answers(1), ElementsAre("/done /audio/use tw"));
  EXPECT_EQ(devices.keeper.status().device, "two");
  EXPECT_THAT(kept, ElementsAre("pulse two"));
}

TEST_F(DeviceDeskTest, AnApiAloneIsNotLookedFor) {
  use({"null"});
  EXPECT_THAT(answers(1), ElementsAre("/done /audio/use null"));
  EXPECT_EQ(looked, 0);
  EXPECT_THAT(kept, ElementsAre("null "));
}

TEST_F(DeviceDeskTest, ChangesAreMadeInTheirOrder) {
  use({"two"});
  use({"thre"});
  use({"pulse", "one"});
  EXPECT_THAT(answers(3), ElementsAre("/done /audio/use two",
                                      "/fail /audio/use no device 'thre': see /audio/list thre",
                                      "/done /audio/use pulse one"));
  EXPECT_EQ(devices.keeper.status().device, "one");
  EXPECT_THAT(kept, ElementsAre("pulse two", "pulse one")) << "and what was refused is not kept";
}

TEST_F(DeviceDeskTest, AWordThatIsNoApiIsRefusedAtOnce) {
  use({"oss", "one"});
  EXPECT_THAT(said, ElementsAre(HasSubstr("refused unknown audio API 'oss'")));
}

TEST_F(DeviceDeskTest, ThePresentOneIsTold) {
  ASSERT_TRUE(desk.tell_device({}, {"/audio/use", {}}));
  EXPECT_THAT(answers(1), ElementsAre("/audio/use.reply pulse one"));
}

TEST_F(DeviceDeskTest, WhoAsksWhileOneLooksWaitsForTheSame) {
  for (int asked = 0; asked < 3; ++asked) {
    ASSERT_TRUE(desk.list_devices({}, {"/audio/list", {}}, std::nullopt));
  }
  const auto said_all = answers(3);
  ASSERT_EQ(said_all.size(), 3U);
  for (const char* part : {R"("name":"one")", R"("name":"default")", R"("name":"null clock")",
                           R"({"api":"jack","reason":"JACK: no server"})"}) {
    EXPECT_THAT(said_all, testing::Each(HasSubstr(part)));
  }
  EXPECT_EQ(looked, 1);
}

TEST_F(DeviceDeskTest, AServerThatDoesNotAnswerIsMissingAndHoldsUpNoOther) {
  hangs = true;
  ASSERT_TRUE(desk.list_devices({}, {"/audio/list", {}}, std::nullopt));
  use({"two"});
  const auto said_all = answers(2);
  ASSERT_EQ(said_all.size(), 2U);
  EXPECT_THAT(said_all[0], HasSubstr(R"("name":"one")"));
  EXPECT_THAT(said_all[0], HasSubstr(R"({"api":"alsa","reason":"ALSA: there is no answer"})"));
  EXPECT_EQ(said_all[1], "/done /audio/use two");
  use({"alsa", "card"});
  EXPECT_THAT(answers(1), ElementsAre("/fail /audio/use ALSA: there is no answer alsa card"));
  let_go();
  while (desk.under_way() > 0) std::this_thread::yield();
  ASSERT_TRUE(desk.list_devices({}, {"/audio/list", {}}, std::nullopt));
  EXPECT_THAT(answers(1), ElementsAre(HasSubstr(R"("name":"default")")));
}

TEST_F(DeviceDeskTest, OnlySoManyWait) {
  hangs = true;
  for (int asked = 0; asked < 300; ++asked) use({"two"});
  EXPECT_THAT(said, testing::Contains("refused too many requests wait"));
  let_go();
}

}  // namespace
}  // namespace chronus::supervisor
