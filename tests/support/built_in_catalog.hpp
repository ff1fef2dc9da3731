// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/built_in.hpp"

namespace chronus::test {

/// One for all tests of a program: nothing is changed in it.
inline const catalog::Catalog& built_in_catalog() {
  static const catalog::Catalog catalog = catalog::built_in();
  return catalog;
}

}  // namespace chronus::test
