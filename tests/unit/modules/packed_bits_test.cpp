// SPDX-License-Identifier: MIT
// Mono modules that share a group are, bit for bit, each by itself: over swaps that give them other
// lanes, asleep and awake, however frames are cut and whatever they are computed with.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/keyframe.hpp"
#include "engine/plan.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"
#include "random_patch.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;
constexpr int kChannels = 2;

/// How a score is rendered.
struct Way {
  bool is_apart = false;
  bool is_awake = false;
  int cut = kMaxBlockFrames;
  int block = 128;
  Simd simd = Simd::kBaseline;
  bool rejoins = false;  ///< another engine goes on from a keyframe now and then
};

constexpr Way kReference{.is_apart = true, .is_awake = true};

std::vector<Way> other_ways() {
  std::vector<Way> ways{{}, {.is_awake = true}, {.cut = 37}, {.cut = 100, .rejoins = true}};
  for (const int block : {130, 512, kMaxBlockFrames}) ways.push_back({.block = block});
  if (is_usable(Simd::kAvx2)) {
    ways.push_back({.cut = 64, .simd = Simd::kAvx2});
    ways.push_back({.block = 512, .simd = Simd::kAvx2});
  }
  return ways;
}

std::string to_text(const Way& way) {
  return std::string(way.is_awake ? "awake" : "asleep") + ", cut at " + std::to_string(way.cut) +
         ", blocks of " + std::to_string(way.block) + (way.rejoins ? ", from keyframes, " : ", ") +
         to_text(way.simd);
}

/// An engine that is told and rendered in one of these ways.
class Take {
 public:
  explicit Take(const Way& way) : way_(way) { begin(); }

  void swap(const PatchDescription& patch) {
    if (const Status built = engine_->build(patch); !built) {
      throw std::runtime_error(built.reason());
    }
    engine_->apply({.op = Op::kSwapPatch, .patch_version = patch.version});
  }
  void apply(const Command& command) { engine_->apply(command); }
  void render(int frames) {
    if (way_.rejoins) rejoin();
    for (; frames > 0; frames -= way_.cut) {
      const int next = std::min(frames, way_.cut);
      out_.resize(out_.size() + static_cast<std::size_t>(next * kChannels));
      engine_->render(out_.data() + out_.size() - next * kChannels, next);
    }
  }
  const std::vector<float>& out() const { return out_; }

 private:
  void begin() {
    engine_ = std::make_unique<Engine>(StreamFormat{kRate, way_.block, kChannels},
                                       test::built_in_modules(way_.simd));
    engine_->keep_apart(way_.is_apart);
    engine_->keep_awake(way_.is_awake);
  }
  void rejoin() {
    const auto keyframe = keyframe_of(*engine_);
    begin();
    if (const Status loaded = engine_->load(keyframe); !loaded) {
      throw std::runtime_error(loaded.reason());
    }
  }

  Way way_;
  std::unique_ptr<Engine> engine_;
  std::vector<float> out_;
};

/// The frame of the first difference, -1 where all bits are the same.
int first_difference(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::memcmp(&a[i], &b[i], sizeof(float)) != 0) return static_cast<int>(i) / 2;
  }
  return -1;
}

/// Something for a module of the patch, at a place or a little behind.
Command any_command(std::mt19937& random, const PatchDescription& patch, int places) {
  const auto place = static_cast<std::uint16_t>(random() % static_cast<unsigned>(places));
  const auto* type = test::built_in_catalog().find(patch.modules[place].type);
  if (random() % 100 == 0) return {.op = Op::kPanic};
  const auto kind = random() % 4;
  if (kind < 2 || type == nullptr) {
    return {.op = Op::kGate,
            .module = place,
            .value = random() % 3 != 0 ? 1.0 : 0.0,
            .velocity = 0.01 * static_cast<double>(random() % 101)};
  }
  if (kind == 2) {
    return {.op = random() % 4 == 0 ? Op::kNoteOff : Op::kNoteOn,
            .module = place,
            .value = static_cast<double>(random() % 2'000),
            .velocity = 0.7,
            .length = static_cast<std::uint32_t>(random() % 2 * (random() % 2'000)),
            .voice = random() % 20};
  }
  const auto param = static_cast<std::uint16_t>(random() % type->params.size());
  const auto& row = type->params[param];
  if (random() % 3 == 0) {
    return {.op = Op::kNoteValue,
            .module = place,
            .param = param,
            .value = static_cast<double>(uniform(random, row.minimum, row.maximum)),
            .voice = random() % 20};
  }
  return {.op = Op::kSetParam,
          .flags = static_cast<std::uint16_t>(random() % 2 == 0 ? kFlagJump : 0),
          .module = place,
          .param = param,
          .value = static_cast<double>(uniform(random, row.minimum, row.maximum))};
}

/// Rows of modules of mostly one type, each fed mostly by its column of the row before. Of version
/// to version modules come and go, and cables too.
class Weave {
 public:
  explicit Weave(std::mt19937& random) : random_(random), types_(types_that_mean_no_harm()) {
    // Rows of reverbs or delays would not fit into a rack.
    std::erase_if(types_, [](const ModuleInfo* type) { return type->bytes(kRate) > 40'000; });
    for (auto& type : row_types_) type = &any_type();
    for (int place = 0; place < kPlaces; ++place) renew(place);
  }

  static constexpr int kPlaces = 44;

  PatchDescription next() {
    patch_.version += 1;
    patch_.fade_frames = random_() % 2 == 0 ? 0U : static_cast<std::uint32_t>(random_() % 700);
    patch_.connection_count = 0;
    for (int place = 0; place < kPlaces; ++place) {
      if (random_() % 20 == 0) renew(place);
      if (random_() % 12 == 0) is_there_[place] = !is_there_[place];
    }
    PatchDescription patch = patch_;
    for (int place = 0; place < kPlaces; ++place) {
      if (!is_there_[place]) patch.modules[place] = {};
    }
    for (int row = 0; row < kRows; ++row) wire(patch, row);
    connect(patch, {.src_module = first_of(patch), .target = Target::kOutput});
    return patch;
  }

 private:
  static constexpr int kRows = 4, kColumns = kPlaces / kRows;

  const ModuleInfo& any_type() { return *types_[random_() % types_.size()]; }
  static const ModuleInfo& type_at(const PatchDescription& patch, int place) {
    return *test::built_in_catalog().find(patch.modules[place].type);
  }
  static bool is_module(const PatchDescription& patch, int place) {
    return patch.modules[place].type != catalog::ModuleId::kNone;
  }
  static std::uint16_t first_of(const PatchDescription& patch) {
    std::uint16_t place = 0;
    while (!is_module(patch, place)) ++place;
    return place;
  }

  void renew(int place) {
    const ModuleInfo& type = random_() % 10 == 0 ? any_type() : *row_types_[place / kColumns];
    ModuleEntry& entry = patch_.modules[place];
    entry = {.type = type.id(), .identity = ++identity_};
    constexpr std::uint16_t kVoices[] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 3, 12};
    entry.voices = std::min<std::uint16_t>(kVoices[random_() % std::size(kVoices)],
                                           static_cast<std::uint16_t>(type.most_voices));
    for (std::size_t i = 0; i < type.params.size(); ++i) {
      const auto& row = type.params[i];
      entry.values[i] = random_() % 3 != 0 ? row.initial : extreme_value(random_, row);
    }
  }

  static void connect(PatchDescription& patch, const Connection& connection) {
    const auto* end = patch.connections + patch.connection_count;
    if (std::find(std::cbegin(patch.connections), end, connection) != end) return;
    patch.connections[patch.connection_count++] = connection;
  }

  /// From the same column above, or from anywhere above; into a feedback from below as well.
  std::uint16_t source_for(const PatchDescription& patch, int place) {
    const int row = place / kColumns;
    const bool is_free = type_at(patch, place).breaks_cycles;
    if (random_() % 4 != 0 && row > 0) return static_cast<std::uint16_t>(place - kColumns);
    const auto most = static_cast<unsigned>(is_free ? kPlaces : std::max(1, row * kColumns));
    return static_cast<std::uint16_t>(random_() % most);
  }

  void wire(PatchDescription& patch, int row) {
    // What a whole row has: some input with a second cable, some parameter that is moved.
    const bool has_two = random_() % 3 == 0, is_modulated = random_() % 3 == 0;
    const auto moved = random_(), lfo = random_();
    for (int place = row * kColumns; place < (row + 1) * kColumns; ++place) {
      if (!is_module(patch, place)) continue;
      const ModuleInfo& type = type_at(patch, place);
      for (std::size_t port = 0; port < type.inputs.size(); ++port) {
        for (unsigned cable = random_() % 8 == 0 ? 0 : has_two ? 2 : 1; cable > 0; --cable) {
          feed(patch, source_for(patch, place), place, Target::kInput, port);
        }
      }
      if (row > 0 && is_modulated) {
        const auto from = static_cast<std::uint16_t>(lfo % 2 == 0 ? place - kColumns : lfo % 11);
        feed(patch, from, place, Target::kParam, moved % type.params.size());
      }
      const auto channel = static_cast<std::uint8_t>(random_() % 2);
      const auto port = static_cast<std::uint8_t>(random_() % type.outputs.size());
      const auto self = static_cast<std::uint16_t>(place);
      if (row < kRows - 1 && random_() % 6 != 0) continue;
      connect(patch, {self, port, Target::kOutput, 0, channel});
      if (random_() % 2 != 0) continue;
      connect(patch, {self, port, Target::kOutput, 0, static_cast<std::uint8_t>(1 - channel)});
    }
  }

  void feed(PatchDescription& patch, std::uint16_t from, int place, Target target,
            std::size_t index) {
    const bool may = from / kColumns < place / kColumns ||
                     (target == Target::kInput && type_at(patch, place).breaks_cycles);
    if (!may || !is_module(patch, from)) return;
    const auto port = static_cast<std::uint8_t>(random_() % type_at(patch, from).outputs.size());
    Connection cable{from, port, target, static_cast<std::uint16_t>(place),
                     static_cast<std::uint8_t>(index)};
    if (target == Target::kParam && random_() % 2 == 0) {
      const bool is_hz = counts_in_octaves(type_at(patch, place).params[index]);
      if (is_hz && random_() % 2 == 0) cable.depth_unit = DepthUnit::kOctaves;
      cable.depth = uniform(random_, -8.0F, 8.0F);
    }
    connect(patch, cable);
  }

  std::mt19937& random_;
  std::vector<const ModuleInfo*> types_;
  std::array<const ModuleInfo*, kRows> row_types_;
  std::array<bool, kPlaces> is_there_ = [] {
    std::array<bool, kPlaces> all{};
    all.fill(true);
    return all;
  }();
  PatchDescription patch_;
  std::uint32_t identity_ = 0;
};

std::vector<float> perform(unsigned seed, const Way& way, std::size_t* shared = nullptr) {
  std::mt19937 random(seed);
  Weave weave(random);
  Take take(way);
  PatchDescription patch;
  for (int stretch = 0; stretch < 24; ++stretch) {
    if (stretch % 4 == 0) {
      patch = weave.next();
      take.swap(patch);
      const auto plan = make_plan(patch, test::built_in_catalog(), kRate);
      if (shared) *shared += PlanView(plan->data()).shared_groups().size();
    }
    for (auto commands = random() % 20; commands > 0; --commands) {
      take.apply(any_command(random, patch, Weave::kPlaces + 2));
    }
    take.render(1 + static_cast<int>(random() % 900));
  }
  return take.out();
}

TEST(PackedPatch, AtRandomGivesTheBitsOfItsModulesOneByOne) {
  int sounding = 0;
  std::size_t shared = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const auto expected = perform(seed, kReference, &shared);
    if (peak(expected) > 0.0F) ++sounding;
    for (const Way& way : other_ways()) {
      ASSERT_EQ(first_difference(perform(seed, way), expected), -1)
          << "seed " << seed << ", " << to_text(way);
    }
  }
  EXPECT_GT(sounding, 20);
  EXPECT_GT(shared, 30U * 6 * 3) << "few groups: what has been compared?";
}

/// Modules of one type, each with a noise into each of its inputs.
class EveryModuleThatShares : public testing::TestWithParam<const ModuleInfo*> {
 protected:
  static constexpr int kCount = 11, kFirst = 16;

  /// Of the `i`-th where is_there(i).
  template <class IsThere>
  static PatchDescription patch(std::uint64_t version, IsThere is_there) {
    std::mt19937 random(3);
    PatchOf sources(version, 100);
    for (int i = 0; i < kCount; ++i) sources.module(i, "noise", static_cast<unsigned>(i + 1));
    PatchDescription patch = sources.get();
    const auto connect = [&](const Connection& connection) {
      patch.connections[patch.connection_count++] = connection;
    };
    const ModuleInfo& type = *GetParam();
    for (int i = 0; i < kCount; ++i) {
      ModuleEntry entry{.type = type.id(), .identity = static_cast<unsigned>(100 + i)};
      for (std::size_t p = 0; p < type.params.size(); ++p) {
        entry.values[p] = extreme_value(random, type.params[p]);
      }
      if (!is_there(i)) continue;
      const auto place = static_cast<std::uint16_t>(kFirst + i);
      patch.modules[place] = entry;
      for (std::size_t port = 0; port < type.inputs.size(); ++port) {
        const auto from = static_cast<std::uint16_t>((static_cast<std::size_t>(i) + port) % kCount);
        connect({from, 0, Target::kInput, place, static_cast<std::uint8_t>(port)});
      }
      for (std::size_t port = 0; port < type.outputs.size(); ++port) {
        connect({place, static_cast<std::uint8_t>(port), Target::kOutput, 0,
                 static_cast<std::uint8_t>(i % 2)});
      }
    }
    return patch;
  }

  static std::vector<float> perform(const Way& way) {
    std::mt19937 random(7);
    Take take(way);
    for (std::uint64_t version = 1; version <= 6; ++version) {
      const auto is_there = [version](int i) {
        if (version == 4) return i == 7;  // by itself
        return version % 2 != 0 || (i != 1 && i != 4 && i != 5);
      };
      const auto now = patch(version, is_there);
      take.swap(now);
      for (int stretch = 0; stretch < 8; ++stretch) {
        for (int n = 0; n < 4; ++n) take.apply(any_command(random, now, kFirst + kCount));
        take.render(1 + static_cast<int>(random() % 700));
      }
    }
    return take.out();
  }
};

TEST_P(EveryModuleThatShares, KeepsItsStateInWhateverLaneItComes) {
  const auto plan = make_plan(patch(1, [](int) { return true; }), test::built_in_catalog(), kRate);
  ASSERT_GE(PlanView(plan->data()).shared_groups().size(), 2U);
  const auto expected = perform(kReference);
  EXPECT_GT(peak(expected), 0.0F);
  for (const Way& way : other_ways()) {
    EXPECT_EQ(first_difference(perform(way), expected), -1) << to_text(way);
  }
}

std::vector<const ModuleInfo*> types_that_share() {
  auto types = types_that_mean_no_harm();
  std::erase_if(types, [](const ModuleInfo* type) { return !type->shares_groups(); });
  return types;
}

INSTANTIATE_TEST_SUITE_P(Types, EveryModuleThatShares, testing::ValuesIn(types_that_share()),
                         [](const auto& row) { return std::string(row.param->name); });

}  // namespace
}  // namespace chronus::engine
