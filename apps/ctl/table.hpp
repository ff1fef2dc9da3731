// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace chronus::ctl {

using Row = std::vector<std::string>;

/// Lines with columns as wide as their widest cell, two spaces between them.
std::string table(const std::vector<Row>& rows);

/// What is explained, and in which words, if any.
struct Entry {
  std::string name;
  std::string meaning;
};

/// `  name   meaning` of each, within 100 columns: a meaning stands below a name that is long, and
/// what does not fit goes on in the next line, below its beginning.
std::string glossary(const std::vector<Entry>& entries);

}  // namespace chronus::ctl
