// SPDX-License-Identifier: MIT
#include "catalog/module_info.hpp"

#include <algorithm>
#include <bit>

#include "base/fnv.hpp"

namespace chronus::catalog {
namespace {

int index_of(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

/// A text's length goes before it: "ab", "c" is not "a", "bc".
class Hash {
 public:
  void add(std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte)
      hash_.add_byte(static_cast<unsigned char>(word >> (8 * byte)));
  }
  void add(float value) { add(std::uint64_t{std::bit_cast<std::uint32_t>(value)}); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    hash_.add_text(text);
  }
  void add(std::span<const std::string_view> names) {
    add(std::uint64_t{names.size()});
    for (const auto name : names) add(name);
  }
  void add(const ParameterInfo& param) {
    add(param.name);
    add(param.unit);
    add(param.minimum);
    add(param.maximum);
    add(param.initial);
    add(param.smoothing_ms);
    add(std::uint64_t{param.lane_jumps});
    add(std::uint64_t{param.is_pitch});
    add(std::uint64_t{param.is_sample});
    add(param.choices);
  }
  std::uint64_t value() const { return hash_.value(); }

 private:
  Fnv hash_;
};

}  // namespace

std::string_view to_text(Curve curve) {
  switch (curve) {
    case Curve::kLinear:
      return "linear";
    case Curve::kExponential:
      return "exponential";
    case Curve::kChoice:
      return "choice";
  }
  return "linear";
}

int find_param(const ModuleInfo& module, std::string_view name) {
  const auto found =
      std::find_if(module.params.begin(), module.params.end(), [&](const ParameterInfo& param) {
        return param.name == name || index_of(param.aliases, name) >= 0;
      });
  return found == module.params.end() ? -1 : static_cast<int>(found - module.params.begin());
}

int find_pitch(const ModuleInfo& module) {
  const auto found = std::find_if(module.params.begin(), module.params.end(),
                                  [](const ParameterInfo& param) { return param.is_pitch; });
  return found == module.params.end() ? -1 : static_cast<int>(found - module.params.begin());
}

int find_sample(const ModuleInfo& module) {
  const auto found = std::find_if(module.params.begin(), module.params.end(),
                                  [](const ParameterInfo& param) { return param.is_sample; });
  return found == module.params.end() ? -1 : static_cast<int>(found - module.params.begin());
}

int find_input(const ModuleInfo& module, std::string_view name) {
  return index_of(module.inputs, name);
}

int find_output(const ModuleInfo& module, std::string_view name) {
  return index_of(module.outputs, name);
}

std::uint64_t hash_of(const ModuleInfo& module) {
  Hash hash;
  hash.add(module.name);
  hash.add(module.inputs);
  hash.add(module.outputs);
  hash.add(std::uint64_t{module.params.size()});
  for (const auto& param : module.params) hash.add(param);
  hash.add(std::uint64_t{module.has_gate});
  hash.add(static_cast<std::uint64_t>(module.most_voices));
  hash.add(std::uint64_t{module.one_by_one});
  hash.add(std::uint64_t{module.drill_only});
  hash.add(std::uint64_t{module.breaks_cycles});
  hash.add(std::uint64_t{module.state_bytes});
  hash.add(static_cast<std::uint64_t>(module.line_s));
  hash.add(static_cast<std::uint64_t>(module.line_ms));
  return hash.value();
}

}  // namespace chronus::catalog
