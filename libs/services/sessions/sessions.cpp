// SPDX-License-Identifier: MIT
#include "services/sessions/sessions.hpp"

#include <utility>

#include "base/name.hpp"
#include "conductor/answer.hpp"
#include "conductor/paging.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;
using conductor::Request;

class SessionService final : public conductor::Service {
 public:
  SessionService(conductor::Conductor& conductor, Sessions* sessions)
      : conductor_(conductor), sessions_(sessions) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {
        {"/session/save"}, {"/session/load"}, {"/session/delete"}, {"/session/list"}};
    return kOffers;
  }

  Outcome perform(const Request& request) override {
    if (request.message.address == "/session/list") return list(request);
    const auto name = request.args.text(0);
    if (!name) return Outcome::failed(name.reason());
    if (auto named = check_name("session", *name); !named) return Outcome::of(named);
    if (request.message.address == "/session/load") return load(request, *name);
    if (sessions_ == nullptr) return Outcome::done();
    const auto& scene = conductor_.scene();
    auto wait = conductor_.wait_of(request.sender);
    return Outcome::answered_later(
        request.message.address == "/session/save"
            ? sessions_->save_session(request.sender, request.message, *name,
                                      conductor::setting_of(scene), scene.changes, std::move(wait))
            : sessions_->delete_session(request.sender, request.message, *name, std::move(wait)));
  }

  /// What has been read waits for its turn as if it had just been sent.
  void after_pass() override {
    SessionNews news;
    while (sessions_ != nullptr && sessions_->take_session(&news)) {
      if (!news.loaded) {
        answer(news);
        continue;
      }
      conductor::Incoming incoming;
      incoming.sender = news.sender;
      incoming.bundle.messages.push_back(std::move(news.message));
      incoming.setting = std::move(news.loaded);
      incoming.wait = std::move(news.wait);
      conductor_.submit(std::move(incoming));
    }
  }

 private:
  /// Of what has been saved or deleted, or is refused.
  void answer(const SessionNews& news) {
    auto& clients = conductor_.doors().clients;
    if (!news.refusal.empty()) {
      return clients.reply(news.sender, conductor::fail_message(news.message, news.refusal),
                           nullptr);
    }
    if (!news.is_deleted) {
      conductor_.name_session(news.name, news.changes);
    } else if (conductor_.scene().session == news.name) {
      conductor_.name_session({}, 0);  // what plays is in no file any more
    }
    clients.reply(news.sender, conductor::done_message(news.message), nullptr);
  }

  Outcome load(const Request& request, const std::string& name) {
    // Its file is not a part of the score: another time it would be other music.
    if (request.sender.is_score) {
      return Outcome::failed("not in a score: put the session's lines there");
    }
    if (sessions_ == nullptr) return Outcome::failed("there are no sessions here");
    return Outcome::answered_later(sessions_->load_session(request.sender, request.message, name,
                                                           conductor_.wait_of(request.sender)));
  }

  Outcome list(const Request& request) {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    if (sessions_ == nullptr) return Outcome::done();
    return Outcome::answered_later(
        sessions_->list_sessions(request.sender, request.message, *offset));
  }

  conductor::Conductor& conductor_;
  Sessions* sessions_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_sessions(conductor::Conductor& conductor,
                                                  const Resources& resources) {
  return std::make_unique<SessionService>(conductor, resources.sessions);
}

}  // namespace chronus::services
