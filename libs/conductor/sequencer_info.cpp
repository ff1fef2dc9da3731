// SPDX-License-Identifier: MIT
#include "conductor/sequencer_info.hpp"

#include "base/json.hpp"

namespace chronus::conductor {

Json to_json(const sequencer::SequencerInfo& info) {
  auto lanes = Json::object();
  for (const auto& lane : info.lanes) lanes[lane.name] = lane.values;
  auto assignments = Json::array();
  for (const auto& assignment : info.assignments) {
    if (assignment.lane.empty()) {
      assignments.push_back({{"gate", assignment.module}});
    } else {
      assignments.push_back(
          {{"module", assignment.module}, {"lane", assignment.lane}, {"param", assignment.param}});
    }
  }
  const auto& pending = info.pending;
  return {{"id", info.id},
          {"bpm", info.bpm},
          {"own_tempo", info.own_tempo},
          {"steps", info.steps},
          {"division", info.division},
          {"pattern", info.pattern},
          {"plays", info.plays},
          {"chain", info.chain},
          {"gate_len", info.gate_len},
          {"swing", info.swing},
          {"prob", info.prob},
          {"ratchet", info.ratchet},
          {"nudge", info.nudge},
          {"cond", info.cond},
          {"fill", info.fill},
          {"seed", info.seed},
          {"quantum", info.quantum},
          {"playing", info.playing},
          {"muted", info.muted},
          {"current_step", info.current_step},
          {"cycle", info.cycle},
          {"lanes", std::move(lanes)},
          {"assignments", std::move(assignments)},
          {"pending",
           {{"start", pending.start},
            {"change", pending.change},
            {"beat", pending.beat ? Json(*pending.beat) : Json()}}}};
}

}  // namespace chronus::conductor
