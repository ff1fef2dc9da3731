// SPDX-License-Identifier: MIT
#include "supervisor/module_meters.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "conductor/answer.hpp"
#include "conductor/json_text.hpp"

namespace chronus::supervisor {
namespace {

/// No output gives more: what a worker says beyond it is not one's.
constexpr float kLoudest = 1e6F;

/// As a worker says it: what can be no level is silence.
float held(float said, float most) { return said > 0.0F ? std::min(said, most) : 0.0F; }

struct OutputFacts {
  std::string_view name;
  bool is_heard = false;
  float peak = 0.0F;
  float rms = 0.0F;
  std::uint32_t above_full_scale = 0;  ///< frames; no fault inside a patch
};

OutputFacts facts_of(std::string_view name, const ipc::OutputReport& report) {
  const auto said = [](const auto& word) { return word.load(std::memory_order_relaxed); };
  return {name, said(report.is_heard) != 0, held(said(report.peak), kLoudest),
          std::sqrt(held(said(report.mean_square), kLoudest * kLoudest)), said(report.clipped)};
}

std::string text_of(const std::string& module, Frame end, const std::vector<OutputFacts>& outputs) {
  auto list = Json::object();
  for (const auto& output : outputs) {
    Json& row = list[output.name];
    if (!output.is_heard) continue;
    row = Json{{"peak_db", to_json_number(audio::to_db(output.peak))},
               {"rms_db", to_json_number(audio::to_db(output.rms))},
               {"above_full_scale", output.above_full_scale},
               {"clipped", output.above_full_scale}};  // as the master calls them
  }
  return to_text(Json{{"module", module}, {"frame", end}, {"outputs", std::move(list)}});
}

}  // namespace

Status ModuleMeters::measure(const conductor::Sender& sender, const osc::Message& message,
                             services::MeteredModule module, Frame from) {
  const auto running = std::count_if(running_.begin(), running_.end(),
                                     [](const auto& run) { return run.has_value(); });
  if (waiting_.size() + static_cast<std::size_t>(running) >= kMost ||
      wishes_of(sender.endpoint) >= kMostOfOne) {
    return Error{"too many modules are being measured: ask again"};
  }
  waiting_.push_back({sender, message, std::move(module), from});
  return {};
}

std::size_t ModuleMeters::wishes_of(const osc::Endpoint& sender) const {
  const auto is_its = [&](const Wish& wish) { return wish.sender.endpoint == sender; };
  const auto waiting = std::count_if(waiting_.begin(), waiting_.end(), is_its);
  const auto running = std::count_if(running_.begin(), running_.end(),
                                     [&](const auto& run) { return run && is_its(run->wish); });
  return static_cast<std::size_t>(waiting + running);
}

std::optional<double> ModuleMeters::cost(int place) const {
  const auto& link = links_[roles_.primary()];
  if (!link || place < 0 || place >= engine::kModulePlaces) return std::nullopt;
  const auto& reports = link->module_reports();
  // Acquire: counted after the costs were written.
  if (reports.blocks_timed.load(std::memory_order_acquire) == 0) return std::nullopt;
  const auto ppb = reports.cost_ppb[place].load(std::memory_order_relaxed);
  if (ppb == ipc::ModuleReports::kNoCost) return std::nullopt;
  return ppb / 1e9;
}

void ModuleMeters::step() {
  for (std::size_t i = 0; i < running_.size(); ++i) {
    if (running_[i] && is_over(i)) running_[i].reset();
    if (!running_[i] && !waiting_.empty()) start(i);
  }
}

void ModuleMeters::start(std::size_t index) {
  auto& run = running_[index];
  run = Run{std::move(waiting_.front()), ++last_ticket_, now_ns_()};
  waiting_.pop_front();
  const auto& [wish, ticket, ordered_ns] = *run;
  for (auto& link : links_) {
    if (!link) continue;
    link->order_meter(index, ticket, wish.from, wish.module.place, wish.module.identity);
  }
}

bool ModuleMeters::is_over(std::size_t index) {
  const auto& [wish, ticket, ordered_ns] = *running_[index];
  for (const auto& link : links_) {
    if (!link) continue;
    const auto& report = link->module_reports().meters[index];
    // Acquire: the answer was written before its ticket.
    if (report.ticket.load(std::memory_order_acquire) != ticket) continue;
    tell(wish, report);
    return true;
  }
  if (now_ns_() - ordered_ns < kPatience_ns) return false;
  fail(wish, "no worker has measured it");
  return true;
}

void ModuleMeters::tell(const Wish& wish, const ipc::MeterReport& report) {
  if (report.was_there.load(std::memory_order_relaxed) == 0) {
    return fail(wish, "the module '" + wish.module.id + "' was removed meanwhile");
  }
  std::vector<OutputFacts> outputs;
  for (std::size_t port = 0; port < wish.module.outputs.size(); ++port) {
    if (wish.module.only.value_or(port) != port) continue;
    outputs.push_back(facts_of(wish.module.outputs[port], report.outputs[port]));
  }
  clients_.reply(wish.sender, {"/meter.reply", {}},
                 [id = wish.module.id, end = report.end.load(std::memory_order_relaxed),
                  outputs = std::move(outputs)] { return text_of(id, end, outputs); });
}

void ModuleMeters::fail(const Wish& wish, const std::string& reason) {
  clients_.reply(wish.sender, conductor::fail_message(wish.message, reason), nullptr);
}

}  // namespace chronus::supervisor
