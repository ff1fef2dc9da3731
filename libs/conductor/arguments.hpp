// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "osc/message.hpp"
#include "vocabulary/message.hpp"

namespace chronus::conductor {

/// Reading of a message's arguments, each by the rule of coercion.hpp; an error names the argument
/// and what it should be.
///
/// `wanted`, where given, has the arguments' names and ranges: they need not be said again.
/// `understood`, where given, holds a copy of them: what is read is noted there as what it was
/// taken for, so that a journal's line of them means the same whatever types they came as.
class Arguments {
 public:
  explicit Arguments(const osc::Message& message, const vocabulary::MessageInfo* wanted = nullptr,
                     std::vector<osc::Arg>* understood = nullptr)
      : args_(message.args), wanted_(wanted), understood_(understood) {}

  std::size_t count() const { return args_.size(); }
  /// Text, e.g. an id.
  Result<std::string> text(std::size_t index, std::string_view what) const;
  /// A finite number.
  Result<double> number(std::size_t index, std::string_view what) const;
  /// The same; one that lies outside [low, high] by no more than rounding is the bound, any other
  /// comes as it is.
  Result<double> number(std::size_t index, std::string_view what, double low, double high) const;
  /// A whole number within [low, high].
  Result<std::int64_t> whole(std::size_t index, std::string_view what, std::int64_t low,
                             std::int64_t high) const;
  Result<int> integer(std::size_t index, std::string_view what, int low, int high) const;

  // The same, by the name and the range that the vocabulary gives.
  Result<std::string> text(std::size_t index) const;
  Result<double> number(std::size_t index) const;
  Result<int> integer(std::size_t index) const;

  /// Everything from `index` on as words of a list: strings as they stand, numbers shortest.
  Result<std::string> words_from(std::size_t index) const;

  /// Notes what an argument was taken for.
  void understand(std::size_t index, osc::Arg arg) const;
  /// Notes what everything from `index` on was taken for: what of it counts, one text for each.
  void understand_from(std::size_t index, std::vector<std::string> texts) const;
  /// All of them were taken for these.
  void understand_as(std::vector<osc::Arg> args) const;

 private:
  const vocabulary::Argument& wanted_at(std::size_t index) const;

  const std::vector<osc::Arg>& args_;
  const vocabulary::MessageInfo* wanted_;
  std::vector<osc::Arg>* understood_;
};

}  // namespace chronus::conductor
