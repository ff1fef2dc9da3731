// SPDX-License-Identifier: MIT
#include "conductor/commit_report.hpp"

#include <string>
#include <utility>
#include <vector>

#include "conductor/json_text.hpp"

namespace chronus::conductor {
namespace {

struct Dangling {
  std::string id;
  sequencer::SequencerInfo::Assignment assignment;
};

Json to_json(const Dangling& dangling) {
  const auto& [module, lane, param] = dangling.assignment;
  if (lane.empty()) return {{"id", dangling.id}, {"gate", module}};
  return {{"id", dangling.id}, {"module", module}, {"lane", lane}, {"param", param}};
}

}  // namespace

JsonText commit_report(const PatchEditor& before, const PatchEditor& after,
                       const sequencer::Bank& bank) {
  const auto& old_seats = before.playing().seats;
  const auto& new_seats = after.playing().seats;
  const auto goes_on = [](const PatchEditor::Seats& seats,
                          const PatchEditor::Seats::value_type& seat) {
    const auto found = seats.find(seat.first);
    return found != seats.end() && found->second.identity == seat.second.identity;
  };
  std::vector<std::string> added;
  std::vector<std::string> removed;
  std::vector<std::string> kept;
  for (const auto& seat : new_seats)
    (goes_on(old_seats, seat) ? kept : added).push_back(seat.first);
  for (const auto& seat : old_seats) {
    if (!goes_on(new_seats, seat)) removed.push_back(seat.first);
  }
  std::vector<Dangling> dangling;
  std::size_t total = 0;
  for (const auto& sequencer : bank.all()) {
    total +=
        sequencer->for_each_dangling([&](const auto& module, const auto& lane, const auto& param) {
          if (dangling.size() < kMostDangling) {
            dangling.push_back({std::string(sequencer->id()), {module, lane, param}});
          }
        });
  }
  return [added = std::move(added), removed = std::move(removed), kept = std::move(kept),
          dangling = std::move(dangling), total] {
    auto list = Json::array();
    for (const auto& one : dangling) list.push_back(to_json(one));
    Json report{{"added", added}, {"removed", removed}, {"kept", kept}};
    report["dangling"] = std::move(list);
    if (total > kMostDangling) report["dangling_total"] = total;
    return to_text(report);
  };
}

}  // namespace chronus::conductor
