// SPDX-License-Identifier: MIT
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/name.hpp"
#include "base/nearest.hpp"
#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"
#include "conductor/paging.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Conductor;
using conductor::Outcome;
using conductor::Request;
using conductor::Sample;

Json brief(const Sample& sample, int rate) {
  return {{"name", sample.name},
          {"seconds", static_cast<double>(sample.frames) / rate},
          {"bytes", sample.bytes()}};
}

Json whole(const Sample& sample) {
  return {{"file", sample.file},         {"hash", sample.hash},
          {"channels", sample.channels}, {"frames", sample.frames},
          {"bytes", sample.bytes()},     {"source_rate", sample.source_rate}};
}

class SampleService final : public conductor::Service {
 public:
  explicit SampleService(Conductor& conductor) : conductor_(conductor) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {
        {"/sample/load"}, {"/sample/unload"}, {"/sample/list"}, {"/sample/info"}};
    return kOffers;
  }

  Outcome perform(const Request& request) override {
    if (request.message.address == "/sample/list") return list(request);
    const auto id = request.args.text(0);
    if (!id) return Outcome::failed(id.reason());
    if (request.message.address == "/sample/load") return load(request, *id);
    if (request.message.address == "/sample/unload") return unload(*id);
    return info(request, *id);
  }

 private:
  const conductor::SampleBook& book() const { return conductor_.scene().samples; }

  Outcome load(const Request& request, const std::string& id) {
    const auto path = request.args.text(1);
    if (!path) return Outcome::failed(path.reason());
    if (auto named = check_name("sample", id); !named) return Outcome::of(named);
    const auto use = conductor_.use_sample(request.sender, request.message, id, *path);
    if (!use.problem.empty()) return Outcome::failed(use.problem);
    if (use.comes_later) return Outcome::later();
    return Outcome::done([told = whole(*use.sample)] { return to_text(told); });
  }

  /// By its name, or all that are of a bank.
  Outcome unload(const std::string& id) {
    const auto meant = book().meant_by(id);
    if (meant.empty()) {
      Nearest nearest(id);
      for (const auto& [name, sample] : book().all()) nearest.consider(name);
      return Outcome::failed("no sample '" + id.substr(0, 64) + "' is loaded" + nearest.question());
    }
    for (const auto& name : meant) conductor_.drop_sample(name);
    return Outcome::done();
  }

  Outcome info(const Request& request, const std::string& id) {
    const Sample* sample = book().find(id);
    if (sample == nullptr && conductor_.samples() != nullptr) {
      const auto name = conductor_.samples()->whole_name(id);
      if (!name) return Outcome::failed(name.reason());
      sample = book().find(*name);
    }
    if (sample == nullptr) {
      return Outcome::failed("sample '" + id + "' has not been read: it is when it is first named");
    }
    conductor_.doors().clients.reply(request.sender, {"/sample/info.reply", {sample->name}},
                                     [told = whole(*sample)] { return to_text(told); });
    return Outcome::answered();
  }

  Outcome list(const Request& request) {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    auto banks = Json::array();
    conductor::SampleDoor::Facts facts;
    if (const auto* door = conductor_.samples(); door != nullptr) {
      for (const auto& bank : door->banks()) {
        banks.push_back({{"name", bank.name}, {"files", bank.files}});
      }
      facts = door->facts();
    }
    auto samples = Json::array();
    const int rate = conductor_.scene().bank.transport().rate();
    for (const auto& [name, sample] : book().all()) samples.push_back(brief(sample, rate));
    Json told = Json::object();
    told["bytes"] = facts.bytes;
    told["most_bytes"] = facts.most_bytes;
    told["loading"] = facts.loading;
    told["banks"] = std::move(banks);
    told["samples"] = std::move(samples);
    conductor_.doors().clients.reply(
        request.sender, {"/sample/list.reply", {}},
        conductor::paged([text = to_text(told)] { return text; }, *offset));
    return Outcome::answered();
  }

  Conductor& conductor_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_samples(conductor::Conductor& conductor,
                                                 const Resources&) {
  return std::make_unique<SampleService>(conductor);
}

}  // namespace chronus::services
