// SPDX-License-Identifier: MIT
// The edits of Bank that change what a sequencer drives.
#include "base/name.hpp"
#include "sequencer/bank.hpp"
#include "sequencer/bank_errors.hpp"

namespace chronus::sequencer {

Status Bank::assign_gate(std::string_view id, std::string_view module) {
  return assign(id, module, {}, {});
}

Status Bank::assign_param(std::string_view id, std::string_view module, std::string_view lane,
                          std::string_view param) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (param.empty()) param = lane;
  if (Status name = check_name("lane", lane); !name) return of(**found, name.reason());
  if (Status name = check_name("parameter", param); !name) return of(**found, name.reason());
  return assign(id, module, lane, param);
}

Status Bank::assign(std::string_view id, std::string_view module, std::string_view lane,
                    std::string_view param) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status name = check_name("module", module); !name) return of(**found, name.reason());
  return (*found)->assign(module, lane, param, !goes_ahead(position_));
}

Status Bank::unassign_gate(std::string_view id, std::string_view module, Frame now) {
  return unassign(id, module, {}, {}, now);
}

Status Bank::unassign_param(std::string_view id, std::string_view module, std::string_view lane,
                            std::string_view param, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  // An empty lane would mean the gate.
  if (Status name = check_name("lane", lane); !name) return of(**found, name.reason());
  return unassign(id, module, lane, param, now);
}

Status Bank::unassign(std::string_view id, std::string_view module, std::string_view lane,
                      std::string_view param, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  const bool only_checks = !goes_ahead(now);
  const Status done = (*found)->unassign(module, lane, param, only_checks, position_, list_);
  list_.settle();
  return done;
}

Status Bank::unassign_all(std::string_view id, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  (*found)->unassign_all(position_, list_);
  list_.settle();
  return {};
}

}  // namespace chronus::sequencer
