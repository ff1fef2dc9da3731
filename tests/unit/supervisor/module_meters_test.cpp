// SPDX-License-Identifier: MIT
#include "supervisor/module_meters.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <string>
#include <vector>

#include "conductor_rig.hpp"

namespace chronus::supervisor {
namespace {

using testing::HasSubstr;

std::int64_t g_now_ns = 0;
std::int64_t fake_ns() { return g_now_ns; }

class AskedForAModule : public ConductorRig {
 protected:
  struct Clients final : conductor::ClientDoor {
    void reply(const conductor::Sender&, osc::Message message, conductor::JsonText json) override {
      said.push_back(
          message.address.text() + " " +
          (json ? json()
                : *osc::as_string(message.args.back()) + ": " + *osc::as_string(message.args[1])));
    }
    void event(std::string_view, conductor::JsonText) override {}
    std::vector<std::string> said;
  };

  Status ask(const std::string& module = "osc1", std::uint16_t port = 1, Frame from = 512) {
    static constexpr std::string_view kOutputs[] = {"left", "right"};
    return meters_.measure({.endpoint = osc::Endpoint(INADDR_LOOPBACK, port)}, {"/meter", {module}},
                           {module, 3, 42, kOutputs}, from);
  }
  ipc::MeterOrder& order(Slot slot, std::size_t index = 0) {
    return segments_[slot]->meter_orders().meters[index];
  }
  ipc::MeterReport& report(Slot slot, std::size_t index = 0) {
    return segments_[slot]->module_reports().meters[index];
  }
  /// As a worker does.
  void answer(Slot slot, std::size_t index = 0) {
    auto& its = report(slot, index);
    its.end = 9'600;
    its.was_there = 1;
    its.outputs[0].peak = 1.0F;
    its.outputs[0].mean_square = 0.25F;
    its.outputs[0].clipped = 7;
    its.outputs[0].is_heard = 1;
    its.ticket = order(slot, index).ticket.load();
  }

  Clients clients_;
  ModuleMeters meters_{links_, roles_, clients_, nullptr, fake_ns};
};

TEST_F(AskedForAModule, TheWorkersMeasureItAndTheFirstAnswerIsTold) {
  ASSERT_TRUE(ask());
  meters_.step();
  for (const Slot slot : kSlots) {
    EXPECT_EQ(order(slot).ticket.load(), 1U);
    EXPECT_EQ(order(slot).place.load(), 3U);
    EXPECT_EQ(order(slot).identity.load(), 42U);
    EXPECT_EQ(order(slot).from.load(), 512);
  }
  meters_.step();
  EXPECT_TRUE(clients_.said.empty());
  answer(Slot::kSecond);
  meters_.step();
  ASSERT_EQ(clients_.said.size(), 1U);
  EXPECT_EQ(clients_.said[0],
            R"(/meter.reply {"frame":9600,"module":"osc1","outputs":{"left":{"above_full_scale":7,)"
            R"("clipped":7,"peak_db":0.0,"rms_db":-6.0206003},"right":null}})");
  answer(Slot::kFirst);
  meters_.step();
  EXPECT_EQ(clients_.said.size(), 1U) << "once";
}

TEST_F(AskedForAModule, OneOfItsOutputsIsToldAlone) {
  static constexpr std::string_view kOutputs[] = {"left", "right"};
  services::MeteredModule module{"osc1", 3, 42, kOutputs};
  module.only = 1;
  ASSERT_TRUE(meters_.measure({}, {"/meter", {std::string("osc1.right")}}, module, 512));
  meters_.step();
  answer(Slot::kFirst);
  meters_.step();
  ASSERT_EQ(clients_.said.size(), 1U);
  EXPECT_THAT(clients_.said[0], HasSubstr(R"("outputs":{"right":null})"));
}

TEST_F(AskedForAModule, WhatAWorkerMakesUpIsNoLevel) {
  ASSERT_TRUE(ask());
  meters_.step();
  answer(Slot::kFirst);
  report(Slot::kFirst).outputs[0].peak = std::numeric_limits<float>::quiet_NaN();
  report(Slot::kFirst).outputs[0].mean_square = -1.0F;
  report(Slot::kFirst).outputs[1].is_heard = 0xFFFF'FFFF;
  report(Slot::kFirst).outputs[1].peak = std::numeric_limits<float>::infinity();
  report(Slot::kFirst).outputs[1].mean_square = 1e38F;
  meters_.step();
  ASSERT_EQ(clients_.said.size(), 1U);
  EXPECT_THAT(clients_.said[0], HasSubstr(R"("peak_db":-200.0,"rms_db":-200.0)"));
  EXPECT_THAT(clients_.said[0], HasSubstr(R"("peak_db":120.0,"rms_db":120.0)"));
}

TEST_F(AskedForAModule, AnAnswerToNothingThatWasAskedIsNone) {
  ASSERT_TRUE(ask());
  meters_.step();
  answer(Slot::kFirst);
  report(Slot::kFirst).ticket = 77;
  report(Slot::kSecond).ticket = std::numeric_limits<std::uint64_t>::max();
  meters_.step();
  EXPECT_TRUE(clients_.said.empty());
}

TEST_F(AskedForAModule, OneThatIsRemovedMeanwhileAndAWorkerThatDoesNotAnswerAreFailures) {
  ASSERT_TRUE(ask());
  meters_.step();
  answer(Slot::kFirst);
  report(Slot::kFirst).was_there = 0;
  meters_.step();
  ASSERT_EQ(clients_.said.size(), 1U);
  EXPECT_EQ(clients_.said[0], "/fail osc1: the module 'osc1' was removed meanwhile");
  ASSERT_TRUE(ask("osc2"));
  meters_.step();
  g_now_ns += ModuleMeters::kPatience_ns - 1;
  meters_.step();
  EXPECT_EQ(clients_.said.size(), 1U);
  g_now_ns += 1;
  meters_.step();
  ASSERT_EQ(clients_.said.size(), 2U);
  EXPECT_EQ(clients_.said[1], "/fail osc2: no worker has measured it");
}

TEST_F(AskedForAModule, AnotherWorkerThanThePrimaryIsEnough) {
  ASSERT_TRUE(ask());
  meters_.step();
  links_[Slot::kFirst].reset();
  answer(Slot::kSecond);
  meters_.step();
  EXPECT_EQ(clients_.said.size(), 1U);
}

TEST_F(AskedForAModule, ManyWaitForTheirTurnAndNobodyHasMoreThanAShare) {
  for (std::size_t i = 0; i < ModuleMeters::kMostOfOne; ++i) ASSERT_TRUE(ask());
  EXPECT_FALSE(ask());
  EXPECT_TRUE(ask("osc1", 2)) << "another client";
  for (std::uint16_t port = 3; port < 300; ++port) (void)ask("osc1", port);
  EXPECT_FALSE(ask("osc1", 999));
  for (std::size_t told = 0; told < ModuleMeters::kMost; told += ipc::kMeterPlaces) {
    meters_.step();
    for (std::size_t i = 0; i < ipc::kMeterPlaces; ++i) answer(Slot::kFirst, i);
    meters_.step();
    EXPECT_EQ(clients_.said.size(), told + ipc::kMeterPlaces);
  }
  EXPECT_TRUE(ask("osc1", 999));
}

TEST_F(AskedForAModule, ItsCostIsThePrimarysWord) {
  EXPECT_EQ(meters_.cost(3), std::nullopt) << "nothing has been timed";
  auto& costs = segments_[Slot::kFirst]->module_reports();
  costs.cost_ppb[3] = 12'500'000;
  costs.cost_ppb[4] = ipc::ModuleReports::kNoCost;
  costs.blocks_timed = 1;
  EXPECT_EQ(meters_.cost(3), 0.0125);
  EXPECT_EQ(meters_.cost(4), std::nullopt);
  EXPECT_EQ(meters_.cost(-1), std::nullopt);
  EXPECT_EQ(meters_.cost(engine::kModulePlaces), std::nullopt);
  links_[Slot::kFirst].reset();
  EXPECT_EQ(meters_.cost(3), std::nullopt);
}

}  // namespace
}  // namespace chronus::supervisor
