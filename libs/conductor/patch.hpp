// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "engine/patch.hpp"

namespace chronus::conductor {

/// A module as clients know it: by name.
struct NamedModule {
  std::string id;
  const catalog::ModuleInfo* type = nullptr;  ///< its row of the catalogue, which outlives it
  int voices = 0;                             ///< 0: mono, see engine::ModuleEntry
  std::array<float, catalog::kMaxParams> values{};
  std::string sample = {};  ///< the name of its parameter that is one; empty: none
};

/// Its row of the catalogue.
inline const catalog::ModuleInfo& type_of(const NamedModule& module) { return *module.type; }

/// How far a modulation moves its parameter: times its signal, see engine::DepthUnit.
struct Depth {
  double amount = 1.0;  ///< within ±engine::kMaxDepth; in a patch a float's value
  engine::DepthUnit unit = engine::DepthUnit::kParameter;
  friend bool operator==(const Depth&, const Depth&) = default;
};

/// A connection as a client wrote it. `kDefault` leaves the choice to the types: a source with the
/// outputs `left` and `right` gives both, any other its first; `output` means every channel, and a
/// module with stereo_inputs() both of them.
struct NamedConnection {
  static constexpr int kDefault = -1;

  std::string src;
  int src_port = kDefault;
  std::string dst;  ///< a module, or "output"
  engine::Target target = engine::Target::kInput;
  int dst_index = kDefault;  ///< input port, parameter or output channel
  /// Of a parameter; without one the signal is added as it is.
  std::optional<Depth> depth = std::nullopt;
  friend bool operator==(const NamedConnection&, const NamedConnection&) = default;
};

/// The two sides of a stereo effect, `left` (or `in`) and `right`, that its name alone means; empty
/// for any other module.
std::vector<int> stereo_inputs(const catalog::ModuleInfo& type);

/// What a message calls a depth in octaves.
inline constexpr std::string_view kOctaves = "oct";

/// A patch by names: what a draft edits and what plays. A value: copying it is how a draft starts
/// from what plays and how a commit is tried before it is done. Not real-time.
class Patch {
 public:
  /// `voices`: 0 for a mono module, else 1 to the type's most.
  Status create(const catalog::Catalog& catalog, std::string_view id, std::string_view type,
                int voices);
  /// `src`: module or module.port; `dst`: module, module.port, module.param, output,
  /// output.left, output.right or output.N (1-based). Connecting twice is connecting once, with the
  /// depth of the second time. `depth`: only of a module.param; counted as older clients do where
  /// `is_classic` (classic.hpp).
  Status connect(std::string_view src, std::string_view dst, int channels,
                 std::optional<Depth> depth = std::nullopt, bool is_classic = false);
  Status disconnect(std::string_view src, std::string_view dst, int channels);
  /// Removes the module and its connections.
  Status remove(std::string_view id);

  const std::vector<NamedModule>& modules() const { return modules_; }
  NamedModule& at(std::size_t index) { return modules_[index]; }
  /// Modules that play the sample of that name call it by this number.
  void renumber(const std::string& sample, float number);
  const std::vector<NamedConnection>& connections() const { return connections_; }
  NamedModule* find(std::string_view id);
  const NamedModule* find(std::string_view id) const;
  /// `is_classic`: values as older clients count (classic.hpp).
  Json to_json(bool is_classic = false) const;

 private:
  Result<NamedConnection> parse_connection(std::string_view src, std::string_view dst,
                                           int channels) const;
  Status parse_source(std::string_view src, NamedConnection* connection) const;
  Status set_depth(Depth depth, bool is_classic, NamedConnection* connection) const;
  Status parse_target(std::string_view dst, int channels, NamedConnection* connection) const;

  std::vector<NamedModule> modules_;
  std::vector<NamedConnection> connections_;
};

/// As /patch/connect takes it.
std::string source_text(const Patch& patch, const NamedConnection& connection);
std::string target_text(const Patch& patch, const NamedConnection& connection);
/// How many of a message's units make one of the connection's depth, which it has (classic.hpp).
double units_of_depth(const Patch& patch, const NamedConnection& connection, bool is_classic);

/// The seed's default sound: sine1 -> adsr1 -> filter1 -> output.
Patch default_patch(const catalog::Catalog& catalog, int channels);

}  // namespace chronus::conductor
