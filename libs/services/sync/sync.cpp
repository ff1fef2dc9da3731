// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "osc/lanes.hpp"
#include "osc/message.hpp"
#include "osc/shares.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

/// Of all senders together; while no worker applies anything they would pile up.
constexpr std::size_t kMost = 4'096;
/// A number is kept until the workers are there.
constexpr std::size_t kMostTextBytes = 64;

/// Answers once the primary has applied all that was sent before, also what had to wait.
class Sync final : public conductor::Service {
 public:
  explicit Sync(const conductor::Conductor& conductor)
      : conductor_(conductor),
        commands_(conductor.doors().commands),
        clients_(conductor.doors().clients) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/sync"}};
    return kOffers;
  }

  Outcome perform(const conductor::Request& request) override {
    if (osc::longest_text(request.message) > kMostTextBytes) {
      return Outcome::failed("n (argument 1) is longer than " + std::to_string(kMostTextBytes) +
                             " bytes");
    }
    auto& own = waiting_of_[request.sender.lane];
    if (!osc::is_within_share(own, waiting_.size(), kMost, 1)) {
      return Outcome::failed("too many /sync wait");
    }
    waiting_.push_back(
        {request.sender, request.message, conductor_.last_seq(), conductor_.waits().last()});
    ++own;
    return Outcome::answered();
  }

  void after_pass() override {
    const std::uint64_t applied = commands_.applied_seq();
    const auto& waits = conductor_.waits();
    std::erase_if(waiting_, [&](Waiting& sync) {
      if (sync.last_wait != 0) {
        if (waits.has(sync.sender.endpoint, sync.last_wait)) return false;
        // What had waited may have said commands since.
        sync.last_wait = 0;
        sync.seq = conductor_.last_seq();
      }
      if (sync.seq > applied) return false;
      --waiting_of_[sync.sender.lane];
      clients_.reply(sync.sender, {"/synced", sync.message.args}, nullptr);
      return true;
    });
  }

 private:
  struct Waiting {
    conductor::Sender sender;
    osc::Message message;
    std::uint64_t seq;
    std::uint64_t last_wait;  ///< that began before it; 0: none goes on
  };

  const conductor::Conductor& conductor_;
  const conductor::CommandDoor& commands_;
  conductor::ClientDoor& clients_;
  std::vector<Waiting> waiting_;
  std::array<std::size_t, osc::kLanes> waiting_of_{};
};

}  // namespace

std::unique_ptr<conductor::Service> make_sync(conductor::Conductor& conductor,
                                              const Resources& /*resources*/) {
  return std::make_unique<Sync>(conductor);
}

}  // namespace chronus::services
