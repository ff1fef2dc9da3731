// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Typed reading of a message's arguments; each error names the argument and what it should be.
class Arguments {
 public:
  explicit Arguments(const osc::Message& message) : args_(message.args) {}

  std::size_t count() const { return args_.size(); }
  /// A string, e.g. an id.
  Result<std::string> text(std::size_t index, const char* what) const;
  /// A finite number; whatever OSC type holds one.
  Result<double> number(std::size_t index, const char* what) const;
  /// A whole number within [low, high].
  Result<int> integer(std::size_t index, const char* what, int low, int high) const;
  /// Everything from `index` on as words of a lane: strings as they stand, numbers shortest.
  std::string words_from(std::size_t index) const;

 private:
  const std::vector<osc::Arg>& args_;
};

}  // namespace chronus::conductor
