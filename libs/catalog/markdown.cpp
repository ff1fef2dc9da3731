// SPDX-License-Identifier: MIT
#include "catalog/markdown.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace chronus::catalog {
namespace {

/// The shortest decimals that mean this number.
std::string number(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed).ptr;
  return {text, end};
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string codes(std::span<const std::string_view> names) {
  std::string text;
  for (const auto name : names) text += (text.empty() ? "" : ", ") + code(name);
  return text;
}

std::string range(const ParameterInfo& param) {
  if (param.curve != Curve::kChoice) return number(param.minimum) + " to " + number(param.maximum);
  std::string text;
  for (std::size_t n = 0; n < param.choices.size(); ++n) {
    text += (n == 0 ? "" : ", ") + std::to_string(n) + " " + code(param.choices[n]);
  }
  return text;
}

std::string parameters(const ModuleInfo& module) {
  std::string text =
      "| parameter | unit | range | default | curve |\n| --- | --- | --- | --- | --- |\n";
  for (const auto& param : module.params) {
    text += "| " + code(param.name);
    if (!param.aliases.empty()) text += ", also " + codes(param.aliases);
    text += " | " + std::string(param.unit) + " | " + range(param) + " | " + number(param.initial) +
            " | " + std::string(to_text(param.curve)) + " |\n";
  }
  return text;
}

std::string ports(const ModuleInfo& module) {
  std::string text = module.inputs.empty() ? "No inputs" : "In: " + codes(module.inputs);
  text += ". Out: " + codes(module.outputs) + ". ";
  if (module.has_gate) text += "Has a gate. ";
  text += module.most_voices == 1 ? "One voice."
                                  : "Up to " + std::to_string(module.most_voices) + " voices.";
  return text;
}

/// Where a row has none: how it is made and heard.
std::vector<std::string> made_up(const ModuleInfo& module) {
  const std::string id = std::string(module.name) + "1";
  std::vector<std::string> lines{"/patch/create " + id + " " + std::string(module.name)};
  // A stereo module's name means both sides, and so does one input's.
  const bool is_stereo_in = find_input(module, "right") >= 0;
  const bool is_stereo_out = find_output(module, "right") >= 0;
  if (!module.inputs.empty()) {
    const bool is_named = module.inputs.size() > 1 && !is_stereo_in;
    const std::string port = is_named ? "." + std::string(module.inputs[0]) : "";
    // What has a gate of its own is not to hear another's.
    lines.push_back("/patch/connect " + std::string(module.has_gate ? "osc1 " : "env1 ") + id +
                    port);
  }
  const bool is_named = module.outputs.size() > 1 && !is_stereo_out;
  const std::string port = is_named ? "." + std::string(module.outputs[0]) : "";
  lines.push_back("/patch/connect " + id + port + " output");
  if (module.has_gate) lines.push_back("/gate/" + id + " 1 0.8");
  return lines;
}

bool plays(std::string_view line) {
  return line.starts_with("/gate/") || line.starts_with("/note/");
}

/// The lines of a row, committed before the first that only what plays understands.
std::vector<std::string> example(const ModuleInfo& module) {
  std::vector<std::string> lines{module.example.begin(), module.example.end()};
  if (lines.empty()) lines = made_up(module);
  auto first = std::find_if(lines.begin(), lines.end(), plays);
  if (first == lines.end()) first = lines.insert(lines.end(), "/gate/env1 1");
  lines.insert(first, "/patch/commit");
  return lines;
}

}  // namespace

std::string summary_text(const ModuleInfo& module) {
  std::string text = std::string(module.name) + "\n    " + std::string(module.summary) + "\n   ";
  for (const auto& param : module.params) text += " " + std::string(param.name);
  return text + "\n";
}

std::string markdown(const Catalog& catalog) {
  std::string text = "| module | what it is |\n| --- | --- |\n";
  for (const ModuleInfo& module : catalog) {
    if (module.drill_only) continue;
    const std::string name(module.name);
    text += "| [" + code(name) + "](#" + name + ") | " + std::string(module.summary) + " |\n";
  }
  for (const ModuleInfo& module : catalog) {
    if (module.drill_only) continue;
    text += "\n### " + std::string(module.name) + "\n\n";
    std::string summary(module.summary);
    if (summary[0] >= 'a' && summary[0] <= 'z')
      summary[0] = static_cast<char>(summary[0] - 'a' + 'A');
    text += summary + ". ";
    if (!module.aliases.empty()) text += "Older name: " + codes(module.aliases) + ". ";
    text += ports(module) + "\n\n" + parameters(module) + "\n```\n";
    for (const auto& line : example(module)) text += line + "\n";
    text += "```\n";
  }
  return text;
}

}  // namespace chronus::catalog
