// SPDX-License-Identifier: MIT
#include "conductor/scene_status.hpp"

#include <algorithm>
#include <utility>

#include "conductor/json_text.hpp"

namespace chronus::conductor {
namespace {

/// Of one sequencer but for its texts.
constexpr std::size_t kEntryBytes = 130;

}  // namespace

SequencersStatus sequencers_status(const Scene& scene, std::size_t first, std::size_t most_bytes) {
  const auto& all = scene.bank.all();
  SequencersStatus some{{}, std::min(first, all.size()), all.size()};
  for (std::size_t bytes = 0; some.next < all.size(); ++some.next) {
    auto brief = all[some.next]->brief();
    bytes += kEntryBytes + brief.id.size() + brief.pattern.size();
    if (bytes > most_bytes && !some.list.empty()) break;
    some.list.push_back(std::move(brief));
  }
  return some;
}

DirtStatus dirt_status(const DirtBook& book) {
  constexpr std::size_t kMostNames = 32;
  DirtStatus status{book.played, book.missed, {}};
  for (const auto& [name, again] : book.missing) {
    if (status.missing.size() < kMostNames) status.missing.push_back(name);
  }
  return status;
}

SceneStatus scene_status(const Scene& scene, Frame horizon) {
  return {horizon,
          scene.bank.transport().bpm(),
          scene.patches.playing().patch.modules().size(),
          scene.bank.hits_per_second(),
          scene.counters,
          scene.bank.thinned().hits,
          sequencers_status(scene, 0, kMostStatusBytes),
          scene.session,
          scene.changes != scene.session_changes,
          {},
          {scene.samples.all().size(), scene.samples.bytes(), {}},
          dirt_status(scene.dirt)};
}

Json to_json(const SequencersStatus& status) {
  auto rows = Json::array();
  for (const auto& info : status.list) {
    rows.push_back({{"id", info.id},
                    {"playing", info.playing},
                    {"muted", info.muted},
                    {"bpm", info.bpm},
                    {"steps", info.steps},
                    {"division", info.division},
                    {"current_step", info.current_step},
                    {"pattern", info.pattern}});
  }
  Json json{{"sequencers", std::move(rows)}, {"sequencers_total", status.total}};
  json["more"] = status.next < status.total;
  if (status.next < status.total) json["next"] = status.next;
  return json;
}

Json to_json(const std::vector<ModuleCost>& costs) {
  auto rows = Json::array();
  for (const auto& [id, type, share] : costs) {
    Json row{{"id", id}, {"type", type}, {"cost", nullptr}};
    if (share) row["cost"] = to_json_number(static_cast<float>(*share));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json to_json(const SceneStatus& status) {
  auto json = to_json(status.sequencers);
  json["horizon"] = status.horizon;
  json["bpm"] = status.bpm;
  json["modules"] = status.modules;
  json["dearest"] = to_json(status.dearest);
  json["session"] = {{"name", status.session}, {"dirty", status.session_dirty}};
  json["hits_per_second"] = status.hits_per_second;
  json["commands"] = {{"accepted", status.counters.accepted},
                      {"refused", status.counters.refused},
                      {"late", status.counters.late},
                      {"clamped", status.counters.clamped},
                      {"thinned", status.thinned}};
  json["dirt"] = {{"played", status.dirt.played},
                  {"missed", status.dirt.missed},
                  {"missing", status.dirt.missing}};
  json["samples"] = {{"count", status.samples.count},
                     {"bytes", status.samples.bytes},
                     {"waited", status.counters.samples_late},
                     {"loading", status.samples.facts.loading},
                     {"read_bytes", status.samples.facts.bytes},
                     {"most_bytes", status.samples.facts.most_bytes},
                     {"loader_deaths", status.samples.facts.loader_deaths}};
  return json;
}

}  // namespace chronus::conductor
