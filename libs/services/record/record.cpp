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

  /// What a disk refuses afterwards is not remarked.
  void after_pass() override {
    RecordMark mark;
    while (recordings_ != nullptr && recordings_->next_mark(&mark)) {
      journal_.remark((mark.begins ? "record from " : "record up to ") +
                      std::to_string(mark.frame) + "f");
    }
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
    return Outcome::answered_later(
        recordings_->start(request.sender, request.message, take, request.now));
  }

  Outcome stop(const Request& request) {
    return Outcome::answered_later(recordings_->stop(request.sender, request.message, request.now));
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
