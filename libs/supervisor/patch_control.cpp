// SPDX-License-Identifier: MIT
#include "supervisor/patch_control.hpp"

#include <memory>
#include <utility>

#include "base/push_moved.hpp"
#include "conductor/json_text.hpp"
#include "conductor/paging.hpp"
#include "conductor/patch_score.hpp"
#include "score/score.hpp"

namespace chronus::supervisor {

PatchControl::PatchControl(Settings settings, const catalog::Catalog& catalog,
                           const vocabulary::Vocabulary& vocabulary, disk::Files& files)
    : settings_(std::move(settings)),
      catalog_(catalog),
      vocabulary_(vocabulary),
      files_(ScoreFiles::kPatch, files, settings_.state_dir + "/patches", settings_.shipped) {
  files_.change_only_while([this] { return requests_.is_wanted(); });
}

void PatchControl::start_thread(Outbox& outbox) {
  outbox_ = &outbox;
  requests_.start("patches", outbox, [this](const Request& request) { serve(request); });
}

Status PatchControl::save(const conductor::Sender& sender, const osc::Message& message,
                          const std::string& name, conductor::Patch patch, conductor::Wait wait) {
  return requests_.hand_over(
      {Kind::kSave, sender, message, name, std::move(patch), {}, std::move(wait)});
}

Status PatchControl::load(const conductor::Sender& sender, const osc::Message& message,
                          const std::string& name, conductor::Wait wait) {
  return requests_.hand_over({Kind::kLoad, sender, message, name, {}, {}, std::move(wait)});
}

Status PatchControl::list(const conductor::Sender& sender, const osc::Message& message,
                          std::optional<std::size_t> offset) {
  return requests_.hand_over({Kind::kList, sender, message, {}, {}, offset, {}});
}

void PatchControl::serve(const Request& request) {
  switch (request.kind) {
    case Kind::kSave:
      return serve_save(request);
    case Kind::kLoad:
      return serve_load(request);
    case Kind::kList:
      return serve_list(request);
  }
}

void PatchControl::fail(const Request& request, const std::string& reason) {
  if (const auto wait = requests_.claim()) outbox_->fail(request.sender, request.message, reason);
}

void PatchControl::serve_save(const Request& request) {
  // It would be found no more, and nothing takes an own one away again.
  if (files_.is_shipped(request.name)) {
    return fail(request, "'" + request.name +
                             "' is a patch that comes with Chronus, and stays: save under another "
                             "name, as /patch/save my_" +
                             request.name);
  }
  const std::string text =
      "# Patch " + request.name + ": /patch/load " + request.name + ", or play it as a score.\n" +
      conductor::score_of_patch(request.patch, catalog_, settings_.format.channels);
  if (auto written = files_.write(request.name, text); !written) {
    return fail(request, written.reason());
  }
  if (const auto wait = requests_.claim()) outbox_->done(request.sender, request.message);
}

void PatchControl::serve_load(const Request& request) {
  auto patch = read(request.name);
  if (!patch) return fail(request, patch.reason());
  const auto whole = std::make_shared<const conductor::Patch>(std::move(*patch));
  auto wait = requests_.claim();
  if (!wait) return;
  services::LoadedPatch loaded{request.sender, request.message, whole, std::move(*wait)};
  if (!push_moved(loaded_, std::move(loaded))) {
    outbox_->fail(request.sender, request.message, "too many patches wait");
  }
}

Result<conductor::Patch> PatchControl::read(const std::string& name) {
  const auto text = files_.read(name);
  if (!text) return text.error();
  const std::string file = name + ".score: ";
  const auto score = score::parse(*text, settings_.format.rate, vocabulary_);
  if (!score) return Error{file + score.reason()};
  auto patch = conductor::patch_of_score(
      *score, vocabulary_, conductor::PatchEditor(settings_.format, catalog_, settings_.drills));
  return patch ? std::move(patch) : Error{file + patch.reason()};
}

void PatchControl::serve_list(const Request& request) {
  auto list = Json::array();
  for (const auto& one : files_.list()) {
    list.push_back({{"name", one.name}, {"shipped", one.is_shipped}});
  }
  Json told = Json::object();
  told["patches"] = std::move(list);
  auto json = conductor::paged([text = to_text(told)] { return text; }, request.offset);
  if (const auto wait = requests_.claim()) {
    outbox_->answer(request.sender, {"/patch/list.reply", {}}, std::move(json));
  }
}

}  // namespace chronus::supervisor
