// SPDX-License-Identifier: MIT
#include "ipc/control_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <memory>
#include <utility>

#include "forked.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::ipc {
namespace {

using engine::PatchDescription;
using ::testing::HasSubstr;

/// Every part of it a function of the version, so that a mixture of two shows.
PatchDescription numbered(std::uint64_t version) {
  PatchDescription patch;
  patch.version = version;
  patch.fade_frames = static_cast<std::uint32_t>(version);
  patch.connection_count = static_cast<std::uint32_t>(version % engine::kMaxConnections);
  for (auto& module : patch.modules) module.identity = static_cast<std::uint32_t>(version);
  for (auto& connection : patch.connections) {
    connection.src_module = static_cast<std::uint16_t>(version);
  }
  return patch;
}

bool is_numbered(const PatchDescription& patch, std::uint64_t version) {
  const auto expected = numbered(version);
  return std::memcmp(&patch, &expected, sizeof patch) == 0;
}

TEST(Control, GivesBackThePatchThatWasPut) {
  auto control = std::make_unique<Control>();
  PatchDescription copy;
  EXPECT_FALSE(control->get_patch(7, &copy));
  control->put_patch(numbered(7));
  ASSERT_TRUE(control->get_patch(7, &copy));
  EXPECT_TRUE(is_numbered(copy, 7));
}

TEST(Control, HoldsTheNewestPatchesAndForgetsOverwrittenVersions) {
  auto control = std::make_unique<Control>();
  for (std::uint64_t version = 1; version <= 100; ++version) control->put_patch(numbered(version));
  PatchDescription copy;
  for (std::uint64_t version = 1; version <= 100; ++version) {
    const bool is_held = version > 100 - Control::kPatches;
    ASSERT_EQ(control->get_patch(version, &copy), is_held) << version;
    if (is_held) {
      ASSERT_TRUE(is_numbered(copy, version));
    }
  }
  EXPECT_FALSE(control->get_patch(101, &copy));
}

TEST(Control, VersionZeroIsNeverAPatch) {
  auto control = std::make_unique<Control>();
  PatchDescription copy;
  EXPECT_FALSE(control->get_patch(0, &copy));
  control->put_patch(numbered(Control::kPatches));
  EXPECT_FALSE(control->get_patch(0, &copy));
}

/// Runs `action` at the first touch of a page, in the middle of whatever touches it.
class Interruption {
 public:
  Interruption(void* page, std::function<void()> action) : page_(page), action_(std::move(action)) {
    current = this;
    struct sigaction handler = {};
    handler.sa_handler = [](int) { current->run(); };
    sigaction(SIGSEGV, &handler, &before_);
    mprotect(page_, kPage, PROT_NONE);
  }
  ~Interruption() {
    mprotect(page_, kPage, PROT_READ | PROT_WRITE);
    sigaction(SIGSEGV, &before_, nullptr);
  }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  bool ran() const { return ran_; }
  static constexpr std::size_t kPage = 4'096;

 private:
  void run() {
    if (ran_) _exit(3);  // a crash of its own
    ran_ = true;
    mprotect(page_, kPage, PROT_READ | PROT_WRITE);
    action_();
  }
  static inline Interruption* current = nullptr;
  void* page_;
  std::function<void()> action_;
  struct sigaction before_ = {};
  bool ran_ = false;
};

/// A page that lies wholly inside the object and far from its ends.
template <class T>
void* page_inside(T& object) {
  const auto middle = reinterpret_cast<std::uintptr_t>(&object) + sizeof(T) / 2;
  return reinterpret_cast<void*>(middle / Interruption::kPage * Interruption::kPage);
}

TEST(Control, CopyTornByANewerPatchIsNotReturned) {
  const test::SharedPage<Control> control;
  const test::SharedPage<PatchDescription> copy;
  control->put_patch(numbered(3));
  const auto newer = std::make_unique<PatchDescription>(numbered(3 + Control::kPatches));
  bool got = false;
  {
    const Interruption in_the_copy(page_inside(*copy), [&] { control->put_patch(*newer); });
    got = control->get_patch(3, &*copy);
    ASSERT_TRUE(in_the_copy.ran());
  }
  EXPECT_FALSE(got);
  EXPECT_FALSE(is_numbered(*copy, 3)) << "the copy was not torn: nothing was tested";
  ASSERT_TRUE(control->get_patch(3 + Control::kPatches, &*copy));
  EXPECT_TRUE(is_numbered(*copy, 3 + Control::kPatches));
}

TEST(Control, PatchHalfPutIsNeitherTheOldNorTheNew) {
  const test::SharedPage<Control> control;
  control->put_patch(numbered(3));
  const auto newer = std::make_unique<PatchDescription>(numbered(3 + Control::kPatches));
  const auto copy = std::make_unique<PatchDescription>();
  bool got_old = true;
  bool got_new = true;
  bool got_none = true;
  {
    const Interruption in_the_put(page_inside(control->patches[3].description), [&] {
      got_old = control->get_patch(3, copy.get());
      got_new = control->get_patch(3 + Control::kPatches, copy.get());
      got_none = control->get_patch(0, copy.get());
    });
    control->put_patch(*newer);
    ASSERT_TRUE(in_the_put.ran());
  }
  EXPECT_FALSE(got_old);
  EXPECT_FALSE(got_new);
  EXPECT_FALSE(got_none);
}

TEST(Control, ReaderInAnotherProcessSeesWholePatchesOnly) {
  constexpr std::uint64_t kRounds = 30'000;
  struct Shared {
    std::atomic<std::uint64_t> latest;  // writer: the conductor; reader: this process, as a hint
    Control control;
  };
  const test::SharedPage<Shared> shared;
  test::Forked conductor([&shared] {
    for (std::uint64_t version = 8; version <= 8 * kRounds; version += 8) {
      shared->control.put_patch(numbered(version));
      shared->latest.store(version, std::memory_order_release);
    }
    return 0;
  });
  PatchDescription copy;
  for (bool last = false; !last;) {
    last = conductor.has_ended();
    const std::uint64_t version = shared->latest.load(std::memory_order_acquire);
    const bool got = shared->control.get_patch(version, &copy);
    if (got) {
      ASSERT_TRUE(is_numbered(copy, version)) << version;
    }
  }
  EXPECT_EQ(conductor.wait(), 0);
  ASSERT_TRUE(shared->control.get_patch(8 * kRounds, &copy));
  EXPECT_TRUE(is_numbered(copy, 8 * kRounds));
}

TEST(Control, CheckNamesTheFieldThatDoesNotFit) {
  constexpr std::uint64_t kSession = 77;
  const auto good = [] {
    auto control = std::make_unique<Control>();
    control->layout_version = kLayoutVersion;
    control->session = kSession;
    control->total_bytes = sizeof(Control);
    return control;
  };
  EXPECT_TRUE(check_control(*good(), sizeof(Control), kSession));
  const std::pair<const char*, std::function<void(Control&)>> corruptions[] = {
      {"magic", [](Control& c) { c.magic ^= 1; }},
      {"layout version", [](Control& c) { ++c.layout_version; }},
      {"session", [](Control& c) { ++c.session; }},
      {"total bytes", [](Control& c) { ++c.total_bytes; }},
  };
  for (const auto& [name, corrupt] : corruptions) {
    const auto control = good();
    corrupt(*control);
    const auto fits = check_control(*control, sizeof(Control), kSession);
    ASSERT_FALSE(fits) << name;
    EXPECT_THAT(fits.reason(), HasSubstr(name));
  }
  const auto small = check_control(*good(), sizeof(Control) - 1, kSession);
  ASSERT_FALSE(small);
  EXPECT_THAT(small.reason(), HasSubstr("size"));
}

}  // namespace
}  // namespace chronus::ipc
