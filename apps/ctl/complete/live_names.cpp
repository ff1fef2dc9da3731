// SPDX-License-Identifier: MIT
#include "live_names.hpp"

#include "apps/ctl/json_text.hpp"

namespace chronus::ctl {

namespace {

const char* question_for(Names names) {
  switch (names) {
    case Names::kSequencers:
      return "/seq/list";
    case Names::kModules:
      return "/patch/get";
    case Names::kPatches:
      return "/patch/list";
    case Names::kSessions:
      return "/session/list";
    case Names::kSamples:
      return "/sample/list";
    case Names::kDevices:
      return "/audio/list";
  }
  return "";
}

void add_name(const Json& one, std::vector<Candidate>* found) {
  if (one.is_string()) found->push_back({one.get<std::string>(), ""});
  for (const char* key : {"id", "name"}) {
    const Json& name = at(one, key);
    if (!name.is_string()) continue;
    const Json& type = at(one, "type");
    found->push_back({name.get<std::string>(), type.is_string() ? type.get<std::string>() : ""});
    return;
  }
}

}  // namespace

std::vector<Candidate> names_in(const std::string& json, Names names) {
  const Json said = json_of(json);
  std::vector<Candidate> found;
  const auto add = [&](const Json& list) {
    if (!list.is_array()) return;
    for (const auto& one : list) add_name(one, &found);
  };
  add(said);
  if (!said.is_object()) return found;
  for (const auto& [key, value] : said.items()) {
    // A patch also has a list of connections.
    if (names != Names::kModules || key == "modules") add(value);
  }
  return found;
}

AskNames ask_at(Client& client) {
  return [&client](Names names) -> std::vector<Candidate> {
    const std::string question = question_for(names);
    if (!client.send({question, {}})) return {};
    const auto deadline = Clock::now() + kTabPatience;
    while (const auto answer = client.receive(deadline)) {
      if (answer->address == "/fail") return {};
      if (answer->address != question + ".reply" || answer->args.empty()) continue;
      const auto* json = osc::as_string(answer->args.back());
      return json != nullptr ? names_in(*json, names) : std::vector<Candidate>{};
    }
    return {};
  };
}

}  // namespace chronus::ctl
