// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "catalog/module_info.hpp"

namespace chronus::catalog {

/// The module types that there are: plain data, handed to whoever reads it. Only those who render
/// have the code behind it (engine/module_set.hpp).
///
/// Not changed once it is made: any thread may read. Pointers to its rows hold as long as it does,
/// also when it is moved.
class Catalog {
 public:
  Catalog(Catalog&&) = default;
  Catalog& operator=(Catalog&&) = default;
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;
  ~Catalog() = default;

  /// Refuses two modules of one id or one name (older names count), two ports or parameters of one
  /// name in a module, more of them than kMaxPorts and kMaxParams, and a module without a voice.
  static Result<Catalog> make(std::span<const ModuleInfo> modules);

  /// By name or older name; null where there is none.
  const ModuleInfo* find(std::string_view name) const;
  /// Null where there is none.
  const ModuleInfo* find(ModuleId id) const;

  /// In the order of the list it was made of.
  auto begin() const { return modules_.begin(); }
  auto end() const { return modules_.end(); }
  std::size_t size() const { return modules_.size(); }

  /// Equal where commands, patches and keyframes mean the same, see hash_of(); the order of the
  /// list means nothing. Two builds whose hashes differ cannot work together. Never 0.
  std::uint64_t hash() const { return hash_; }

 private:
  explicit Catalog(std::span<const ModuleInfo> modules);

  std::vector<ModuleInfo> modules_;
  std::vector<std::pair<ModuleId, const ModuleInfo*>> by_id_;  // sorted
  std::uint64_t hash_ = 0;
};

}  // namespace chronus::catalog
