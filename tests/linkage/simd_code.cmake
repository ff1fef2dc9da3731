# SPDX-License-Identifier: MIT
# Fails where an OBJECT that is compiled for one set of instructions holds a function that another
# may hold as well: the linker keeps one of the two, for machines of either kind.
execute_process(COMMAND ${NM} -C --defined-only ${OBJECT} OUTPUT_VARIABLE symbols RESULT_VARIABLE failed)
if(failed OR NOT symbols MATCHES "chronus::engine::${NAMESPACE}::compiled_code")
  message(FATAL_ERROR "${NM} shows no code of ${NAMESPACE} in ${OBJECT}")
endif()
# What would end or nest an element of a list.
string(REGEX REPLACE "[][;]" "," symbols "${symbols}")
string(REGEX MATCHALL "[0-9a-f]+ [WVu] [^\n]*" weak "${symbols}")
foreach(symbol IN LISTS weak)
  if(NOT symbol MATCHES "::${NAMESPACE}::" AND NOT symbol MATCHES " [Vu] chronus::catalog::")
    message(FATAL_ERROR "${OBJECT} holds, for any machine: ${symbol}")
  endif()
endforeach()
