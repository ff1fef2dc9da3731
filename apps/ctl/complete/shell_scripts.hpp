// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::ctl {

/// What a shell reads to complete the words of chronusctl: it asks the program itself, so the
/// script knows no word.
extern const char* const kBashCompletion;
extern const char* const kZshCompletion;

}  // namespace chronus::ctl
