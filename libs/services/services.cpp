// SPDX-License-Identifier: MIT
#include "services/services.hpp"

#include "services/make.hpp"

namespace chronus::services {

void add_all(conductor::Conductor& conductor, const Resources& resources) {
#define CHRONUS_SERVICE(name) conductor.add(make_##name(conductor, resources));
#include "services/services.def"
#undef CHRONUS_SERVICE
}

}  // namespace chronus::services
