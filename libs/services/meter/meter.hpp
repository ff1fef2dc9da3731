// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::services {

/// A module of the patch that plays, and where the workers have it.
struct MeteredModule {
  std::string id;
  int place = 0;
  std::uint32_t identity = 0;
  std::span<const std::string_view> outputs;  ///< their names, in the catalogue
  std::optional<std::size_t> only = {};       ///< the output that is asked for; else all
};

/// What is heard, and what the workers measure. The conductor's thread.
class Meters {
 public:
  virtual ~Meters() = default;
  /// What is heard, of the last second; null before one has been measured.
  virtual conductor::JsonText master() const = 0;
  /// Measures a module's outputs from the frame `from` on. The sender of `message` is answered when
  /// that is done, and hears `/fail` where it cannot be; an error is answered at once.
  virtual Status measure(const conductor::Sender& sender, const osc::Message& message,
                         MeteredModule module, Frame from) = 0;
  /// The share of a block's time that the module at that place takes; nothing where it is not
  /// known.
  virtual std::optional<double> cost(int place) const = 0;
};

}  // namespace chronus::services
