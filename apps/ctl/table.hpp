// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace chronus::ctl {

using Row = std::vector<std::string>;

/// Lines with columns as wide as their widest cell, two spaces between them.
std::string table(const std::vector<Row>& rows);

}  // namespace chronus::ctl
