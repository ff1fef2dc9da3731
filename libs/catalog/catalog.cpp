// SPDX-License-Identifier: MIT
#include "catalog/catalog.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace chronus::catalog {
namespace {

/// Odd: multiplying by it loses nothing.
constexpr std::uint64_t kOddMultiplier = 0x9E3779B185EBCA87ULL;

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

bool is_named(const ModuleInfo& module, std::string_view name) {
  return module.name == name ||
         std::find(module.aliases.begin(), module.aliases.end(), name) != module.aliases.end();
}

/// Names that must differ, of the ports or the parameters of one module.
class Names {
 public:
  Names(const ModuleInfo& module, const char* what) : module_(module), what_(what) {}
  void add(std::string_view name) {
    if (!seen_.insert(name).second && status_) {
      status_ =
          Error{"module " + quoted(module_.name) + ": two " + what_ + " named " + quoted(name)};
    }
  }
  const Status& status() const { return status_; }

 private:
  const ModuleInfo& module_;
  const char* what_;
  std::set<std::string_view> seen_;
  Status status_;
};

Status check_tables(const ModuleInfo& module) {
  const std::string it = "module " + quoted(module.name) + ": ";
  if (module.inputs.size() > kMaxPorts || module.outputs.size() > kMaxPorts) {
    return Error{it + "more than " + std::to_string(kMaxPorts) + " inputs or outputs"};
  }
  if (module.params.size() > kMaxParams) {
    return Error{it + "more than " + std::to_string(kMaxParams) + " parameters"};
  }
  if (module.most_voices < 1) return Error{it + "no voice"};
  Names inputs(module, "inputs");
  for (const auto name : module.inputs) inputs.add(name);
  if (!inputs.status()) return inputs.status();
  Names outputs(module, "outputs");
  for (const auto name : module.outputs) outputs.add(name);
  if (!outputs.status()) return outputs.status();
  Names params(module, "parameters");
  for (const auto& param : module.params) {
    params.add(param.name);
    for (const auto alias : param.aliases) params.add(alias);
  }
  return params.status();
}

Status check_names(std::span<const ModuleInfo> modules) {
  std::set<std::string_view> names;
  std::map<ModuleId, std::string_view> name_of_id{{ModuleId::kNone, "no module"}};
  for (const auto& module : modules) {
    std::vector<std::string_view> own{module.name};
    own.insert(own.end(), module.aliases.begin(), module.aliases.end());
    for (const auto name : own) {
      if (!names.insert(name).second) return Error{"two modules named " + quoted(name)};
    }
    const auto [other, is_new] = name_of_id.emplace(module.id(), module.name);
    if (!is_new) {
      return Error{"the names " + quoted(other->second) + " and " + quoted(module.name) +
                   " give the same id " + std::to_string(static_cast<unsigned>(module.id())) +
                   ": one of them needs another"};
    }
  }
  return {};
}

}  // namespace

Result<Catalog> Catalog::make(std::span<const ModuleInfo> modules) {
  for (const auto& module : modules) {
    if (Status fits = check_tables(module); !fits) return fits.error();
  }
  if (Status fits = check_names(modules); !fits) return fits.error();
  return Catalog(modules);
}

Catalog::Catalog(std::span<const ModuleInfo> modules) : modules_(modules.begin(), modules.end()) {
  for (const auto& module : modules_) by_id_.emplace_back(module.id(), &module);
  std::sort(by_id_.begin(), by_id_.end());
  for (const auto& [id, module] : by_id_) hash_ = (hash_ ^ hash_of(*module)) * kOddMultiplier;
  if (hash_ == 0) hash_ = 1;
}

const ModuleInfo* Catalog::find(std::string_view name) const {
  const auto found = std::find_if(modules_.begin(), modules_.end(),
                                  [&](const ModuleInfo& module) { return is_named(module, name); });
  return found == modules_.end() ? nullptr : &*found;
}

const ModuleInfo* Catalog::find(ModuleId id) const {
  const auto found =
      std::lower_bound(by_id_.begin(), by_id_.end(), id,
                       [](const auto& row, ModuleId wanted) { return row.first < wanted; });
  return found == by_id_.end() || found->first != id ? nullptr : found->second;
}

}  // namespace chronus::catalog
