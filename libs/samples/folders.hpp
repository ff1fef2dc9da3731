// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"

namespace chronus::samples {

/// What a sample folder has: a line `bank TAB path` for each sound in it, by its ending. A folder
/// there is a bank of its name, with all that lies in it and below; a sound there is a bank of its
/// own, by its name without the ending. Names that no message can have (a tab, a colon, more than
/// 64 bytes …) are passed over. Symbolic links are the folder's owner's and are followed, but for
/// those to a folder within a bank, which may lead back. In the order of the paths' bytes. Fails
/// where the folder cannot be read, and beyond 100,000 files.
Result<std::string> bank_lines(const std::string& folder);

}  // namespace chronus::samples
