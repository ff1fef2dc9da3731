// SPDX-License-Identifier: MIT
#include "services/record/record.hpp"

#include <utility>

#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;
using conductor::Request;

class Record final : public conductor::Service {
 public:
  Record(const conductor::Doors& doors, Recordings* recordings)
      : clients_(doors.clients), journal_(doors.journal), recordings_(recordings) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {
        {"/record/start", conductor::Company::kNever, true}, {"/record/stop"}, {"/record/status"}};
    return kOffers;
  }

  Outcome perform(const Request& request) override {
    const auto& address = request.message.address;
    if (address == "/record/start") return start(request);
    if (recordings_ == nullptr) return Outcome::done();
    if (address == "/record/stop") return stop(request);
    clients_.reply(request.sender, {"/record/status.reply", {}}, recordings_->status());
    return Outcome::answered();
  }

 private:
  Outcome start(const Request& request) {
    Take take;
    if (request.args.count() > 0) {
      auto file = request.args.text(0);
      if (!file) return Outcome::failed(file.reason());
      take.file = std::move(*file);
    }
    if (request.args.count() > 1) {
      auto format = request.args.text(1);
      if (!format) return Outcome::failed(format.reason());
      take.sample_format = std::move(*format);
    }
    if (recordings_ == nullptr) return Outcome::done();
    const Status taken = recordings_->start(request.sender, request.message, take, request.now);
    if (taken) journal_.remark("record from " + std::to_string(request.now) + "f");
    return Outcome::answered_later(taken);
  }

  Outcome stop(const Request& request) {
    const Status taken = recordings_->stop(request.sender, request.message, request.now);
    if (taken) journal_.remark("record up to " + std::to_string(request.now) + "f");
    return Outcome::answered_later(taken);
  }

  conductor::ClientDoor& clients_;
  conductor::JournalDoor& journal_;
  Recordings* recordings_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_record(conductor::Conductor& conductor,
                                                const Resources& resources) {
  return std::make_unique<Record>(conductor.doors(), resources.recordings);
}

}  // namespace chronus::services
