// SPDX-License-Identifier: MIT
#include "conductor/patch_lines.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "conductor/classic.hpp"
#include "conductor/sample_name.hpp"

namespace chronus::conductor {
namespace {

using Lines = std::vector<osc::Message>;
using Values = std::array<float, catalog::kMaxParams>;

void add(Lines* lines, Lines more) {
  std::move(more.begin(), more.end(), std::back_inserter(*lines));
}

/// A number of the patch, in a message's units: twice rounded in double precision it is the same
/// float when it is read again.
osc::Arg told(float value, double units) {
  return units == 1.0 ? osc::Arg{value} : osc::Arg{static_cast<double>(value) * units};
}

osc::Message create_line(const NamedModule& module) {
  std::vector<osc::Arg> args{module.id, std::string(type_of(module).name)};
  if (module.voices > 0) args.emplace_back(module.voices);
  return {"/patch/create", std::move(args)};
}

osc::Message connect_line(const Patch& patch, const NamedConnection& connection, bool is_classic) {
  std::vector<osc::Arg> args{source_text(patch, connection), target_text(patch, connection)};
  if (connection.depth) {
    args.push_back(told(static_cast<float>(connection.depth->amount),
                        units_of_depth(patch, connection, is_classic)));
    if (connection.depth->unit == engine::DepthUnit::kOctaves) {
      args.emplace_back(std::string(kOctaves));
    }
  }
  return {"/patch/connect", std::move(args)};
}

}  // namespace

Values first_values(const catalog::ModuleInfo& type) {
  Values values{};
  for (std::size_t i = 0; i < type.params.size(); ++i) values[i] = type.params[i].initial;
  return values;
}

Lines value_lines(const NamedModule& wanted, const Values& present, bool is_classic) {
  const auto& type = type_of(wanted);
  Lines lines;
  for (std::size_t i = 0; i < type.params.size(); ++i) {
    if (type.params[i].is_sample) {
      // By its name: a number means something else another time.
      if (wanted.sample.empty() && present[i] == 0.0F) continue;
      lines.push_back({"/mod/" + wanted.id + "/" + std::string(type.params[i].name),
                       {wanted.sample.empty() ? kNoSample : wanted.sample}});
      continue;
    }
    const float value = wanted.values[i];
    // Zero has a sign.
    const bool is_signed_alike = std::signbit(value) == std::signbit(present[i]);
    if (value == present[i] && is_signed_alike) continue;
    lines.push_back({"/mod/" + wanted.id + "/" + std::string(type.params[i].name),
                     {told(value, units_of_message(is_classic, type, type.params[i]))}});
  }
  return lines;
}

Lines draft_lines(const Patch& patch, const Patch& others, bool is_classic) {
  Lines lines{{"/patch/new", {}}};
  for (const auto& module : patch.modules()) {
    lines.push_back(create_line(module));
    if (others.find(module.id) != nullptr) continue;
    add(&lines, value_lines(module, first_values(type_of(module)), is_classic));
  }
  for (const auto& connection : patch.connections()) {
    lines.push_back(connect_line(patch, connection, is_classic));
  }
  return lines;
}

Lines patch_lines(const Patch& patch, const catalog::Catalog& catalog, int channels,
                  bool is_classic) {
  const Patch first = default_patch(catalog, channels);
  Lines lines = draft_lines(patch, first, is_classic);
  lines.push_back({"/patch/commit", {}});
  for (const auto& module : patch.modules()) {
    if (first.find(module.id) == nullptr) continue;
    add(&lines, value_lines(module, first_values(type_of(module)), is_classic));
  }
  return lines;
}

}  // namespace chronus::conductor
