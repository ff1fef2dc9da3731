// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "conductor/patch.hpp"

/// Why a name does not resolve, with the names it may have been meant for.
namespace chronus::conductor {

/// `no module 'bas'; did you mean bass?`; `where`: " in the draft"; `also`: another name that would
/// have been understood.
std::string no_module(const Patch& patch, std::string_view id, std::string_view where = {},
                      std::string_view also = {});
/// `no module type 'sin'; did you mean sine?`
std::string no_module_type(const catalog::Catalog& catalog, std::string_view name);
/// `module 'a' (sine) has no parameter 'frq'; did you mean freq?`
std::string no_parameter(const NamedModule& module, std::string_view param);
/// `module 'a' (sampler) has no parameter 'pn', nor has what plays with it; did you mean pan?`: of
/// an instrument's modules, of which the first one was named.
std::string no_note_parameter(const std::vector<const NamedModule*>& members,
                              std::string_view param);
/// `module 'a' (biquad) has no input or parameter 'frq'; did you mean freq?`: what a cable may end
/// in.
std::string no_input(const NamedModule& module, std::string_view name);
/// `module 'd' (delay) has no output 'rigth'; did you mean right?`; where nothing is near, what it
/// has.
std::string no_output(const NamedModule& module, std::string_view port);

}  // namespace chronus::conductor
