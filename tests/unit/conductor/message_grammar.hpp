// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "conductor/route.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Messages as clients might send them, made from the usages of the vocabulary's own rows: mostly
/// good, each argument as any OSC type that could hold it, names that read as numbers, patterns,
/// lists that are too long. A seed decides.
class MessageGrammar {
 public:
  explicit MessageGrammar(std::uint64_t seed) : random_(seed) {}

  /// Below `n`.
  std::size_t draw(std::size_t n) { return random_() % n; }
  bool one_in(std::size_t n) { return draw(n) == 0; }
  template <class List>
  const auto& pick(const List& list) {
    return list[draw(std::size(list))];
  }

  /// What a set begins with, so that there is something to change: modules, sequencers that play.
  std::vector<osc::Message> opening();
  /// A bundle that adds to what plays.
  std::vector<osc::Message> growth(const Scene& scene);
  /// Of what there is in the scene, or not.
  osc::Message message(const Scene& scene);

 private:
  const catalog::ModuleInfo& pick_type();
  osc::Message of_row(const vocabulary::MessageInfo& row, const Scene& scene);
  osc::Message of_stream(const Scene& scene);
  osc::Message note(const std::string& id);
  void add_argument(std::string_view word, const Scene& scene, std::vector<osc::Arg>* args);
  std::string sequencer(const Scene& scene);
  std::string module(const Scene& scene);
  std::string pattern();
  std::string values();
  std::string value();
  osc::Arg name(std::string text);
  osc::Arg number(double low, double high);
  osc::Arg whole(int low, int high);
  osc::Arg anything();

  std::mt19937_64 random_;
};

}  // namespace chronus::conductor
