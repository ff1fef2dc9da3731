// SPDX-License-Identifier: MIT
#include "doctor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/ctl/request.hpp"
#include "command_line/state_directory.hpp"
#include "findings.hpp"
#include "gather.hpp"

namespace chronus::ctl {

namespace {

/// An engine that does not answer at once is ill, and whoever asks a doctor wants to hear so.
constexpr std::chrono::milliseconds kPatience{1'000};

/// `DIR` of the journal `DIR/journals/FILE`, which lies in the state directory; empty: not said.
std::string state_directory_of(const Json& status) {
  const Json& file = at(at(status, "journal"), "file");
  if (!file.is_string()) return {};
  const auto path = file.get<std::string>();
  const auto end = path.rfind("/journals/");
  return path.starts_with('/') && end != std::string::npos ? path.substr(0, end) : "";
}

EngineFacts engine_facts(Client& client, std::chrono::milliseconds wait) {
  EngineFacts facts;
  const auto deadline = Clock::now() + std::min(wait, kPatience);
  for (const char* question : {"/version", "/status"}) {
    if (!client.send({question, {}})) return facts;
  }
  bool has_version = false;
  while (!has_version || facts.status.is_null()) {
    const auto reply = client.receive(deadline);
    if (!reply) break;
    facts.answers = true;
    const auto word = [&](std::size_t index) -> std::string {
      const auto* said = index < reply->args.size() ? osc::as_string(reply->args[index]) : nullptr;
      return said != nullptr ? *said : "";
    };
    if (reply->address == "/version.reply") {
      has_version = true;
      facts.version = word(1);
    }
    if (reply->address == "/status.reply") facts.status = json_of(word(0));
  }
  return facts;
}

}  // namespace

int doctor(Client& client, std::chrono::milliseconds wait, const DoctorOptions& options) {
  auto engine = engine_facts(client, wait);
  std::string state = options.state_directory;
  if (state.empty()) state = state_directory_of(engine.status);
  if (state.empty()) state = command_line::default_state_directory();
  Facts facts = gather({"", state}, client.server());
  facts.version = options.version;
  facts.engine = std::move(engine);
  const auto findings = examine(facts);
  if (options.json) {
    fmt::print("{}\n", findings_json(findings));
  } else {
    fmt::print("{}", findings_text(findings));
  }
  return worst_of(findings) == Severity::kWrong ? kRefused : kDone;
}

}  // namespace chronus::ctl
