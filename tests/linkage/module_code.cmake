# SPDX-License-Identifier: MIT
# Fails unless PROGRAM holds code of the engine and its modules just when it is EXPECTED.
execute_process(COMMAND ${NM} -C ${PROGRAM} OUTPUT_VARIABLE symbols RESULT_VARIABLE failed)
if(failed OR NOT symbols MATCHES " main\n")
  message(FATAL_ERROR "${NM} shows no symbols of ${PROGRAM}")
endif()
# What code_of() makes of a module class, and the rack that calls it.
foreach(code IN ITEMS "lane_code<chronus::engine::[a-z0-9]*::[A-Z][A-Za-z]*" "chronus::engine::Rack::render")
  string(REGEX MATCH "[^\n]*${code}[^\n]*" found "${symbols}")
  if(EXPECTED AND NOT found)
    message(FATAL_ERROR "${PROGRAM} has no symbol ${code}: does the test still see module code?")
  elseif(found AND NOT EXPECTED)
    message(FATAL_ERROR "${PROGRAM} holds module code: ${found}")
  endif()
endforeach()
