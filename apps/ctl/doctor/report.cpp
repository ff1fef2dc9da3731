// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "findings.hpp"

namespace chronus::ctl {

namespace {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "ok";
    case Severity::kWarning:
      return "warning";
    case Severity::kWrong:
      return "wrong";
  }
  return "";
}

}  // namespace

Severity worst_of(const std::vector<Finding>& findings) {
  Severity worst = Severity::kOk;
  for (const auto& finding : findings) worst = std::max(worst, finding.severity);
  return worst;
}

std::string findings_text(const std::vector<Finding>& findings) {
  std::string all;
  int counts[3] = {};
  for (const auto& finding : findings) {
    ++counts[static_cast<int>(finding.severity)];
    all +=
        fmt::format("{:<8} {:<12} {}\n", name_of(finding.severity), finding.subject, finding.what);
    if (!finding.remedy.empty()) all += fmt::format("{:21} {}\n", "", finding.remedy);
  }
  return all + fmt::format("{} ok, {} warnings, {} wrong\n", counts[0], counts[1], counts[2]);
}

std::string findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const auto& finding : findings) {
    list.push_back({{"subject", finding.subject},
                    {"severity", name_of(finding.severity)},
                    {"what", finding.what},
                    {"remedy", finding.remedy}});
  }
  return to_line(Json{{"findings", list}, {"severity", name_of(worst_of(findings))}});
}

}  // namespace chronus::ctl
