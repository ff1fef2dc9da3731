# SPDX-License-Identifier: MIT
# Manual pages of the programs: what their --help says, and what apps/man has besides. Without
# help2man, and where the programs do not run on the machine that builds them, there are none. Those
# of files and messages are apps/man/*.scd, read by scdoc; without it there are none.
find_program(CHRONUS_HELP2MAN help2man)
find_program(CHRONUS_SCDOC scdoc)

function(chronus_man_pages)
  if(NOT CHRONUS_HELP2MAN OR CMAKE_CROSSCOMPILING)
    return()
  endif()
  foreach(program IN LISTS ARGN)
    set(page ${CMAKE_BINARY_DIR}/man/${program}.1)
    set(part ${PROJECT_SOURCE_DIR}/apps/man/${program}.h2m)
    add_custom_command(
      OUTPUT ${page}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/man
      # The page is not about whoever builds it.
      COMMAND ${CMAKE_COMMAND} -E env --unset=CHRONUS_OSC_HOST --unset=CHRONUS_OSC_PORT LC_ALL=C.UTF-8
              ${CHRONUS_HELP2MAN} --no-info --no-discard-stderr --locale=C.UTF-8 --manual=Chronus
              --source=${PROJECT_VERSION} --include=${part} --output=${page} $<TARGET_FILE:${program}>
      DEPENDS ${program} ${part}
      VERBATIM)
    list(APPEND pages ${page})
  endforeach()
  add_custom_target(man_pages ALL DEPENDS ${pages})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
endfunction()

# chronus_scdoc_pages(NAME.SECTION …): of apps/man/NAME.SECTION.scd.
function(chronus_scdoc_pages)
  if(NOT CHRONUS_SCDOC)
    return()
  endif()
  foreach(name IN LISTS ARGN)
    set(page ${CMAKE_BINARY_DIR}/man/${name})
    set(source ${PROJECT_SOURCE_DIR}/apps/man/${name}.scd)
    add_custom_command(
      OUTPUT ${page}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/man
      COMMAND ${CHRONUS_SCDOC} < ${source} > ${page}
      DEPENDS ${source})
    list(APPEND pages ${page})
    string(REGEX REPLACE ".*\\." "" section ${name})
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} OPTIONAL)
  endforeach()
  add_custom_target(scdoc_pages ALL DEPENDS ${pages})
endfunction()
