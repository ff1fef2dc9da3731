// SPDX-License-Identifier: MIT
#include "conductor/patch.hpp"

#include <algorithm>
#include <bitset>
#include <charconv>

#include "base/name.hpp"
#include "conductor/classic.hpp"
#include "conductor/json_text.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/sample_name.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kOutput = "output";

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 80)) + "'"; }

/// "module.rest" cut at the first point; rest is empty where there is none.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) return {text, {}};
  return {text.substr(0, point), text.substr(point + 1)};
}

Result<int> output_channel(std::string_view name, int channels) {
  int number = 0;
  if (name == "left") number = 1;
  if (name == "right") number = 2;
  if (number == 0) std::from_chars(name.data(), name.data() + name.size(), number);
  if (number < 1 || number > channels) {
    return Error{"no output channel " + quoted(name) + ": left, right or 1 to " +
                 std::to_string(channels)};
  }
  return number - 1;
}

std::string text_of(const Patch& patch, const NamedConnection& connection, bool source) {
  const std::string& id = source ? connection.src : connection.dst;
  const int index = source ? connection.src_port : connection.dst_index;
  if (index == NamedConnection::kDefault) return id;
  if (id == kOutput) return id + "." + std::to_string(index + 1);
  const auto& type = type_of(*patch.find(id));
  const auto at = static_cast<std::size_t>(index);
  if (source) return id + "." + std::string(type.outputs[at]);
  const auto name =
      connection.target == engine::Target::kParam ? type.params[at].name : type.inputs[at];
  return id + "." + std::string(name);
}

/// Whatever their depths.
bool is_same_cable(const NamedConnection& a, const NamedConnection& b) {
  return a.src == b.src && a.src_port == b.src_port && a.dst == b.dst && a.target == b.target &&
         a.dst_index == b.dst_index;
}

/// Of a modulation.
const catalog::ParameterInfo& parameter_of(const catalog::ModuleInfo& type,
                                           const NamedConnection& modulation) {
  return type.params[static_cast<std::size_t>(modulation.dst_index)];
}

}  // namespace

double units_of_depth(const Patch& patch, const NamedConnection& connection, bool is_classic) {
  if (connection.depth->unit != engine::DepthUnit::kParameter) return 1.0;
  const auto& type = type_of(*patch.find(connection.dst));
  return units_of_message(is_classic, type, parameter_of(type, connection));
}

std::vector<int> stereo_inputs(const catalog::ModuleInfo& type) {
  const int right = catalog::find_input(type, "right");
  int left = catalog::find_input(type, "left");
  if (left < 0) left = catalog::find_input(type, "in");
  if (left < 0 || right < 0) return {};
  return {left, right};
}

std::string source_text(const Patch& patch, const NamedConnection& connection) {
  return text_of(patch, connection, true);
}

std::string target_text(const Patch& patch, const NamedConnection& connection) {
  return text_of(patch, connection, false);
}

NamedModule* Patch::find(std::string_view id) {
  const auto found =
      std::find_if(modules_.begin(), modules_.end(), [&](const auto& m) { return m.id == id; });
  return found == modules_.end() ? nullptr : &*found;
}

const NamedModule* Patch::find(std::string_view id) const {
  return const_cast<Patch*>(this)->find(id);
}

Status Patch::create(const catalog::Catalog& catalog, std::string_view id, std::string_view type,
                     int voices) {
  if (auto named = check_name("module", id); !named) return named;
  if (id == kOutput) return Error{"'output' is the patch's output and cannot name a module"};
  const catalog::ModuleInfo* info = catalog.find(type);
  if (info == nullptr) return Error{no_module_type(catalog, type)};
  if (voices < 0 || voices > info->most_voices) {
    const std::string most = info->most_voices == 1
                                 ? "one voice"
                                 : std::to_string(info->most_voices) + " voices at most";
    return Error{"voices " + std::to_string(voices) + ": " + std::string(type) + " has " + most};
  }
  if (find(id) != nullptr) return Error{"module " + quoted(id) + " exists already in the draft"};
  if (modules_.size() >= engine::kMaxModules) {
    return Error{"a patch holds " + std::to_string(engine::kMaxModules) + " modules at most"};
  }
  NamedModule module{std::string(id), info, voices, {}};
  const auto& params = info->params;
  for (std::size_t i = 0; i < params.size(); ++i) module.values[i] = params[i].initial;
  modules_.push_back(std::move(module));
  return {};
}

Status Patch::parse_source(std::string_view src, NamedConnection* connection) const {
  const auto [id, port] = split(src);
  const auto* module = find(id);
  if (module == nullptr) return Error{no_module(*this, id, " in the draft")};
  const auto& type = type_of(*module);
  if (type.outputs.empty()) return Error{"module " + quoted(id) + " has no output"};
  connection->src = id;
  if (id.size() == src.size()) return {};
  const int index = catalog::find_output(type, port);
  if (index < 0) return Error{no_output(*module, port)};
  // The only one is what the module's name alone means: one connection, however it is written.
  if (type.outputs.size() > 1) connection->src_port = index;
  return {};
}

Status Patch::parse_target(std::string_view dst, int channels, NamedConnection* connection) const {
  const auto [id, name] = split(dst);
  connection->dst = id;
  if (id == kOutput) {
    connection->target = engine::Target::kOutput;
    if (id.size() == dst.size()) return {};
    const auto channel = output_channel(name, channels);
    if (!channel) return channel.error();
    connection->dst_index = *channel;
    return {};
  }
  const auto* module = find(id);
  if (module == nullptr) return Error{no_module(*this, id, " in the draft", kOutput)};
  const auto& type = type_of(*module);
  if (id.size() == dst.size()) {
    if (type.inputs.empty()) {
      return Error{"module " + quoted(id) + " (" + std::string(type.name) + ") has no input"};
    }
    connection->dst_index = stereo_inputs(type).empty() ? 0 : NamedConnection::kDefault;
    return {};
  }
  // Of a stereo effect that was mono once `in` is what its name alone means.
  if (name == "in" && !stereo_inputs(type).empty()) return {};
  connection->dst_index = catalog::find_input(type, name);
  if (connection->dst_index >= 0) return {};
  connection->target = engine::Target::kParam;
  connection->dst_index = catalog::find_param(type, name);
  if (connection->dst_index >= 0) {
    if (!parameter_of(type, *connection).is_sample) return {};
    return Error{quoted(dst) + " is a sample, which is named: no signal moves it"};
  }
  return Error{no_input(*module, name)};
}

Result<NamedConnection> Patch::parse_connection(std::string_view src, std::string_view dst,
                                                int channels) const {
  NamedConnection connection;
  if (auto parsed = parse_source(src, &connection); !parsed) return parsed.error();
  if (auto parsed = parse_target(dst, channels, &connection); !parsed) return parsed.error();
  return connection;
}

Status Patch::set_depth(Depth depth, bool is_classic, NamedConnection* connection) const {
  if (connection->target != engine::Target::kParam) {
    return Error{"a depth is for a parameter, module.param: " + quoted(connection->dst) +
                 " is none"};
  }
  const auto& info = parameter_of(type_of(*find(connection->dst)), *connection);
  if (info.curve == catalog::Curve::kChoice) {
    return Error{"a depth is for a parameter that has a range: " +
                 quoted(connection->dst + "." + std::string(info.name)) +
                 " is a choice, with nothing between its values"};
  }
  if (depth.unit == engine::DepthUnit::kOctaves && !engine::counts_in_octaves(info)) {
    return Error{"oct is for frequencies: " +
                 quoted(connection->dst + "." + std::string(info.name)) + " is none"};
  }
  connection->depth = depth;
  const double units = units_of_depth(*this, *connection, is_classic);
  connection->depth->amount = static_cast<double>(static_cast<float>(depth.amount / units));
  return {};
}

Status Patch::connect(std::string_view src, std::string_view dst, int channels,
                      std::optional<Depth> depth, bool is_classic) {
  auto connection = parse_connection(src, dst, channels);
  if (!connection) return connection.error();
  if (depth) {
    if (auto set = set_depth(*depth, is_classic, &*connection); !set) return set;
  }
  const auto there = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const auto& c) { return is_same_cable(c, *connection); });
  if (there != connections_.end()) {
    there->depth = connection->depth;
    return {};
  }
  // A module with several inputs, named without one (a mixer), takes the next that is free.
  if (connection->target == engine::Target::kInput && connection->dst_index >= 0 &&
      split(dst).second.empty()) {
    const auto inputs = static_cast<int>(type_of(*find(connection->dst)).inputs.size());
    std::bitset<catalog::kMaxPorts> fed;
    for (const auto& c : connections_) {
      const bool here = c.target == engine::Target::kInput && c.dst_index >= 0;
      if (here && c.dst == connection->dst) fed.set(static_cast<std::size_t>(c.dst_index));
    }
    const auto already = [&](const NamedConnection& c) {
      return c.src == connection->src && c.src_port == connection->src_port &&
             c.dst == connection->dst && c.target == engine::Target::kInput;
    };
    if (std::any_of(connections_.begin(), connections_.end(), already)) return {};
    int input = 0;
    while (input < inputs && fed.test(static_cast<std::size_t>(input))) ++input;
    connection->dst_index = input < inputs ? input : 0;
  }
  if (connections_.size() >= engine::kMaxConnections / 2) {
    return Error{"a patch holds " + std::to_string(engine::kMaxConnections / 2) +
                 " connections at most"};
  }
  connections_.push_back(std::move(*connection));
  return {};
}

Status Patch::disconnect(std::string_view src, std::string_view dst, int channels) {
  const auto connection = parse_connection(src, dst, channels);
  if (!connection) return connection.error();
  // Without a port the name stands for any of the module's inputs.
  const bool any_input = connection->target == engine::Target::kInput && split(dst).second.empty();
  const auto removed = std::erase_if(connections_, [&](const NamedConnection& c) {
    if (!any_input) return is_same_cable(c, *connection);
    return c.src == connection->src && c.src_port == connection->src_port &&
           c.dst == connection->dst && c.target == engine::Target::kInput;
  });
  if (removed == 0) {
    return Error{"no connection from " + quoted(src) + " to " + quoted(dst) + " in the draft"};
  }
  return {};
}

Status Patch::remove(std::string_view id) {
  if (std::erase_if(modules_, [&](const auto& m) { return m.id == id; }) == 0) {
    return Error{no_module(*this, id, " in the draft")};
  }
  std::erase_if(connections_, [&](const auto& c) { return c.src == id || c.dst == id; });
  return {};
}

void Patch::renumber(const std::string& sample, float number) {
  for (auto& module : modules_) {
    const int param = catalog::find_sample(type_of(module));
    if (param >= 0 && module.sample == sample) {
      module.values[static_cast<std::size_t>(param)] = number;
    }
  }
}

Json Patch::to_json(bool is_classic) const {
  auto modules = Json::array();
  for (const auto& module : modules_) {
    const auto& type = type_of(module);
    auto params = Json::object();
    for (std::size_t i = 0; i < type.params.size(); ++i) {
      const auto& info = type.params[i];
      const auto units = static_cast<float>(units_of_message(is_classic, type, info));
      if (info.is_sample) {
        params[std::string(info.name)] = module.sample.empty() ? kNoSample : module.sample;
        continue;
      }
      params[std::string(info.name)] = to_json_number(module.values[i] * units);
    }
    Json told{{"id", module.id}, {"type", type.name}, {"params", std::move(params)}};
    if (module.voices > 0) told["voices"] = module.voices;
    modules.push_back(std::move(told));
  }
  auto connections = Json::array();
  for (const auto& connection : connections_) {
    Json told{{"src", text_of(*this, connection, true)},
              {"dst", text_of(*this, connection, false)}};
    if (connection.depth) {
      told["depth"] = to_json_number(static_cast<float>(
          connection.depth->amount * units_of_depth(*this, connection, is_classic)));
      if (connection.depth->unit == engine::DepthUnit::kOctaves) told["unit"] = kOctaves;
    }
    connections.push_back(std::move(told));
  }
  return {{"modules", std::move(modules)}, {"connections", std::move(connections)}};
}

Patch default_patch(const catalog::Catalog& catalog, int channels) {
  Patch patch;
  (void)patch.create(catalog, "sine1", "sine", 0);
  (void)patch.create(catalog, "adsr1", "adsr", 0);
  (void)patch.create(catalog, "filter1", "biquad", 0);
  (void)patch.connect("sine1", "adsr1", channels);
  (void)patch.connect("adsr1", "filter1", channels);
  (void)patch.connect("filter1", "output", channels);
  return patch;
}

}  // namespace chronus::conductor
