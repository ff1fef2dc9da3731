// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "services/services.hpp"

/// One function a service, in the file of its name.
namespace chronus::services {

#define CHRONUS_SERVICE(name)                                                      \
  std::unique_ptr<conductor::Service> make_##name(conductor::Conductor& conductor, \
                                                  const Resources& resources);
#include "services/services.def"
#undef CHRONUS_SERVICE

}  // namespace chronus::services
