# SPDX-License-Identifier: MIT
# The sample banks that come with Chronus, made by its own renderer from the scores in examples/kit:
# BANK_N.score becomes share/samples/BANK/N.wav in the build, where the programs find it.
function(chronus_kit)
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  file(GLOB scores CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/kit/*.score)
  set(made)
  foreach(score IN LISTS scores)
    get_filename_component(name ${score} NAME_WE)
    string(REGEX MATCH "^(.*)_([0-9]+)$" matched ${name})
    set(folder ${CMAKE_BINARY_DIR}/share/samples/${CMAKE_MATCH_1})
    set(sample ${folder}/${CMAKE_MATCH_2}.wav)
    add_custom_command(
      OUTPUT ${sample}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
      COMMAND chronus-render ${score} -o ${sample} --rate 48000 --channels 1 --ceiling off
      DEPENDS chronus-render chronus-loader ${score}
      COMMENT "Sample ${CMAKE_MATCH_1}:${CMAKE_MATCH_2}"
      VERBATIM)
    list(APPEND made ${sample})
  endforeach()
  add_custom_target(chronus_kit ALL DEPENDS ${made})
  install(DIRECTORY ${CMAKE_BINARY_DIR}/share/samples/ DESTINATION ${CMAKE_INSTALL_DATADIR}/chronus/samples
          FILES_MATCHING PATTERN "*.wav")
endfunction()
