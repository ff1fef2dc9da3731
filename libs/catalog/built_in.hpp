// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/catalog.hpp"

namespace chronus::catalog {

/// The modules that Chronus has. Called where a program begins, and handed down from there.
Catalog built_in();

}  // namespace chronus::catalog
