// SPDX-License-Identifier: MIT
#include "services/workers/workers.hpp"

#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

class WorkerService final : public conductor::Service {
 public:
  explicit WorkerService(Workers* workers) : workers_(workers) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/worker/restart"}, {"/worker/kill"}};
    return kOffers;
  }

  Outcome perform(const conductor::Request& request) override {
    const auto number = request.args.integer(0);
    if (!number) return Outcome::failed(number.reason());
    const auto slot = slot_of(*number);
    if (!slot) return Outcome::failed("there is no such slot");
    if (workers_ == nullptr) return Outcome::done();
    return Outcome::answered_later(workers_->replace(request.sender, request.message, *slot,
                                                     request.message.address == "/worker/restart"));
  }

 private:
  Workers* workers_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_workers(conductor::Conductor& /*conductor*/,
                                                 const Resources& resources) {
  return std::make_unique<WorkerService>(resources.workers);
}

}  // namespace chronus::services
