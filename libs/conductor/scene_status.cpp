// SPDX-License-Identifier: MIT
#include "conductor/scene_status.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace chronus::conductor {
namespace {

/// Of one sequencer but for its texts.
constexpr std::size_t kEntryBytes = 130;

/// Some of the sequencers, copied.
struct Briefs {
  std::vector<sequencer::SequencerBrief> list;
  std::size_t next = 0;  ///< behind the last of them
  std::size_t total = 0;

  Json to_json() const {
    auto rows = Json::array();
    for (const auto& info : list) {
      rows.push_back({{"id", info.id},
                      {"playing", info.playing},
                      {"muted", info.muted},
                      {"bpm", info.bpm},
                      {"steps", info.steps},
                      {"division", info.division},
                      {"current_step", info.current_step},
                      {"pattern", info.pattern}});
    }
    Json json{{"sequencers", std::move(rows)}, {"sequencers_total", total}};
    json["more"] = next < total;
    if (next < total) json["next"] = next;
    return json;
  }
};

Briefs briefs_from(const Scene& scene, std::size_t first, std::size_t most_bytes) {
  const auto& all = scene.bank.all();
  Briefs briefs{{}, std::min(first, all.size()), all.size()};
  for (std::size_t bytes = 0; briefs.next < all.size(); ++briefs.next) {
    auto brief = all[briefs.next]->brief();
    bytes += kEntryBytes + brief.id.size() + brief.pattern.size();
    if (bytes > most_bytes && !briefs.list.empty()) break;
    briefs.list.push_back(std::move(brief));
  }
  return briefs;
}

}  // namespace

JsonText scene_status(const Scene& scene, Frame horizon) {
  return [counters = scene.counters, bpm = scene.bank.transport().bpm(), horizon,
          hits = scene.bank.hits_per_second(),
          modules = scene.patches.playing().patch.modules().size(),
          thinned = scene.bank.thinned().hits, briefs = briefs_from(scene, 0, kMostStatusBytes)] {
    auto json = briefs.to_json();
    json["horizon"] = horizon;
    json["bpm"] = bpm;
    json["modules"] = modules;
    json["hits_per_second"] = hits;
    json["commands"] = {{"accepted", counters.accepted},
                        {"refused", counters.refused},
                        {"late", counters.late},
                        {"clamped", counters.clamped},
                        {"thinned", thinned}};
    return to_text(json);
  };
}

JsonText sequencers_status(const Scene& scene, std::size_t first, std::size_t most_bytes) {
  return [briefs = briefs_from(scene, first, most_bytes)] { return to_text(briefs.to_json()); };
}

}  // namespace chronus::conductor
