// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Typed reading of a message's arguments; each error names the argument and what it should be.
///
/// `understood`, where given, holds a copy of them: what is read is noted there as what it was
/// taken for, so that a journal's line of them means the same whatever types they came as.
class Arguments {
 public:
  explicit Arguments(const osc::Message& message, std::vector<osc::Arg>* understood = nullptr)
      : args_(message.args), understood_(understood) {}

  std::size_t count() const { return args_.size(); }
  /// A string, e.g. an id.
  Result<std::string> text(std::size_t index, const char* what) const;
  /// A finite number; whatever OSC type holds one.
  Result<double> number(std::size_t index, const char* what) const;
  /// A whole number within [low, high].
  Result<int> integer(std::size_t index, const char* what, int low, int high) const;
  /// Everything from `index` on as words of a lane: strings as they stand, numbers shortest.
  std::string words_from(std::size_t index) const;

  /// Notes what everything from `index` on was taken for: what of it counts, one text for each.
  void understand_from(std::size_t index, std::vector<std::string> texts) const;

 private:
  void understand(std::size_t index, osc::Arg arg) const;

  const std::vector<osc::Arg>& args_;
  std::vector<osc::Arg>* understood_;
};

}  // namespace chronus::conductor
