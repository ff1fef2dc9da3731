// SPDX-License-Identifier: MIT
#include "supervisor/session_control.hpp"

#include <fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <memory>
#include <utility>

#include "base/push_moved.hpp"
#include "conductor/json_text.hpp"
#include "conductor/paging.hpp"
#include "session/named_session.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

std::string utc_text(std::int64_t unix_ns) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(static_cast<std::time_t>(unix_ns / kNsPerSecond)));
}

}  // namespace

SessionControl::SessionControl(const Options& options, const catalog::Catalog& catalog,
                               const vocabulary::Vocabulary& vocabulary, disk::Files& files)
    : format_(options.format),
      drills_(options.drills),
      catalog_(catalog),
      vocabulary_(vocabulary),
      files_(ScoreFiles::kSession, files, options.state_dir + "/sessions", {}) {
  files_.change_only_while([this] { return requests_.is_wanted(); });
}

void SessionControl::start_thread(Outbox& outbox) {
  outbox_ = &outbox;
  requests_.start("sessions", outbox, [this](const Request& request) { serve(request); });
}

Status SessionControl::save_session(const conductor::Sender& sender, const osc::Message& message,
                                    const std::string& name, conductor::Setting set,
                                    std::uint64_t changes, conductor::Wait wait) {
  return requests_.hand_over(
      {Kind::kSave, sender, message, name, std::move(set), changes, {}, std::move(wait)});
}

Status SessionControl::load_session(const conductor::Sender& sender, const osc::Message& message,
                                    const std::string& name, conductor::Wait wait) {
  return requests_.hand_over({Kind::kLoad, sender, message, name, {}, 0, {}, std::move(wait)});
}

Status SessionControl::delete_session(const conductor::Sender& sender, const osc::Message& message,
                                      const std::string& name, conductor::Wait wait) {
  return requests_.hand_over({Kind::kDelete, sender, message, name, {}, 0, {}, std::move(wait)});
}

Status SessionControl::list_sessions(const conductor::Sender& sender, const osc::Message& message,
                                     std::optional<std::size_t> offset) {
  return requests_.hand_over({Kind::kList, sender, message, {}, {}, 0, offset, {}});
}

void SessionControl::serve(const Request& request) {
  switch (request.kind) {
    case Kind::kSave:
      return save(request);
    case Kind::kLoad:
      return load(request);
    case Kind::kDelete:
      return remove(request);
    case Kind::kList:
      return list(request);
  }
}

void SessionControl::tell(const Request& request, services::SessionNews news) {
  auto wait = requests_.claim();
  if (!wait) return;  // it has been refused
  const bool is_load = news.loaded != nullptr;
  const std::string refusal = news.refusal;
  news.sender = request.sender;
  news.message = request.message;
  news.name = request.name;
  news.wait = std::move(*wait);
  if (push_moved(news_, std::move(news))) return;
  if (is_load) return outbox_->fail(request.sender, request.message, "too many sessions wait");
  if (!refusal.empty()) return outbox_->fail(request.sender, request.message, refusal);
  outbox_->done(request.sender, request.message);  // it is on disk, or gone, all the same
}

void SessionControl::fail(const Request& request, const std::string& reason) {
  services::SessionNews news;
  news.refusal = reason;
  tell(request, std::move(news));
}

void SessionControl::save(const Request& request) {
  const auto lines = conductor::session_lines(request.set, catalog_, format_.channels);
  const std::string text = session::named_session_text(request.name, lines);
  if (auto written = files_.write(request.name, text); !written) {
    return fail(request, written.reason());
  }
  services::SessionNews saved;
  saved.changes = request.changes;
  tell(request, std::move(saved));
}

void SessionControl::load(const Request& request) {
  const auto text = files_.read(request.name);
  if (!text) return fail(request, text.reason());
  auto set = session::read_named_session(*text, format_, catalog_, vocabulary_, drills_);
  if (!set) return fail(request, request.name + ".score: " + set.reason());
  if (const auto difference = session::named_session_difference(*text); !difference.empty()) {
    spdlog::warn("{}.score: {}", request.name, difference);
  }
  services::SessionNews loaded;
  loaded.loaded = std::make_shared<const conductor::Setting>(std::move(*set));
  tell(request, std::move(loaded));
}

void SessionControl::remove(const Request& request) {
  if (auto removed = files_.remove(request.name); !removed) return fail(request, removed.reason());
  services::SessionNews deleted;
  deleted.is_deleted = true;
  tell(request, std::move(deleted));
}

void SessionControl::list(const Request& request) {
  auto list = Json::array();
  for (const auto& one : files_.list()) {
    list.push_back(
        {{"name", one.name}, {"bytes", one.bytes}, {"saved", utc_text(one.modified_ns)}});
  }
  Json told = Json::object();
  told["sessions"] = std::move(list);
  auto json = conductor::paged([text = to_text(told)] { return text; }, request.offset);
  if (const auto wait = requests_.claim()) {
    outbox_->answer(request.sender, {"/session/list.reply", {}}, std::move(json));
  }
}

}  // namespace chronus::supervisor
