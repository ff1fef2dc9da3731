# SPDX-License-Identifier: MIT
# The few rules every Chronus target shares.

find_program(CHRONUS_CCACHE ccache)
if(CHRONUS_CCACHE)
  # The settings are what precompiled headers ask for, see chronus_test_headers().
  set(CMAKE_CXX_COMPILER_LAUNCHER
      /usr/bin/env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=1 ${CHRONUS_CCACHE})
endif()
find_program(CHRONUS_MOLD mold)
if(CHRONUS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(chronus_flags INTERFACE)
add_library(chronus::flags ALIAS chronus_flags)
target_include_directories(chronus_flags INTERFACE ${PROJECT_SOURCE_DIR}/libs ${PROJECT_SOURCE_DIR})
target_compile_options(chronus_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  # False alarms of GCC 12 in std::string (GCC bug 105651).
  -Wno-restrict
  # Two processes and the offline renderer must compute the same bits from the same source.
  -ffp-contract=off
  $<$<BOOL:${CHRONUS_WARNINGS_AS_ERRORS}>:-Werror>)
if(CHRONUS_SANITIZE_ADDRESS)
  target_compile_options(chronus_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  target_link_options(chronus_flags INTERFACE -fsanitize=address,undefined)
endif()
if(CHRONUS_FUZZ)
  # Words of GCC's that clang does not know are no matter.
  target_compile_options(chronus_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer -Wno-unknown-warning-option)
  target_link_options(chronus_flags INTERFACE -fsanitize=address,undefined)
endif()
if(CHRONUS_SANITIZE_THREAD)
  # It knows no fences, and says so; the samples between them are read again by their checksum.
  target_compile_options(chronus_flags INTERFACE -fsanitize=thread -Wno-tsan)
  target_link_options(chronus_flags INTERFACE -fsanitize=thread)
endif()

# chronus_unity(TARGET): ten sources are compiled as one, since most of the time goes to headers and
# templates that all of them share. No two of a target give one name to different things, not even in
# unnamed namespaces.
function(chronus_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CHRONUS_UNITY} UNITY_BUILD_BATCH_SIZE 10)
endfunction()

# chronus_library(NAME [SOURCES ...] [LINKS ...]): static library, or interface library when it
# has no sources, known as chronus::NAME.
function(chronus_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(chronus_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(chronus_${name} PUBLIC chronus::flags ${ARG_LINKS})
    chronus_unity(chronus_${name})
  else()
    add_library(chronus_${name} INTERFACE)
    target_link_libraries(chronus_${name} INTERFACE chronus::flags ${ARG_LINKS})
  endif()
  add_library(chronus::${name} ALIAS chronus_${name})
endfunction()

# chronus_app(NAME SOURCES ... [LINKS ...]): a program in bin/.
function(chronus_app name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS})
  chronus_unity(${name})
  target_compile_definitions(${name} PRIVATE CHRONUS_VERSION="${PROJECT_VERSION}")
endfunction()

# Tests' own code is compiled more often than it runs: a quarter less of the time to compile it. What
# they test is optimized as ever.
set(CHRONUS_TEST_OPTIMIZATION $<$<CONFIG:Release,RelWithDebInfo>:-O1>)

# What GoogleTest is to every test, compiled once. ccache would tell precompiled headers by their
# bytes, which hold paths: another tree would find nothing of this one's. So it is told what they are
# made of, in the file beside them; compiler and flags it knows.
function(chronus_test_headers)
  set(source ${CMAKE_BINARY_DIR}/test_headers.cpp)
  if(NOT EXISTS ${source})
    file(WRITE ${source} "")
  endif()
  add_library(chronus_test_headers OBJECT ${source})
  target_link_libraries(chronus_test_headers PRIVATE chronus::flags GTest::gtest GTest::gmock)
  target_compile_options(chronus_test_headers
    PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> ${CHRONUS_TEST_OPTIMIZATION})
  target_precompile_headers(chronus_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/chronus_test_headers.dir/cmake_pch.hxx.gch.sum
       "GoogleTest ${GTest_VERSION}\n")
endfunction()

# chronus_test(NAME SOURCES ... [LINKS ...] [ALONE] [APART] [ONE_AT_A_TIME] [OTHER_FLAGS]): one
# GoogleTest executable per library. APART: each source is compiled by itself, since they give names
# to different things. ALONE: no other test runs beside it. ONE_AT_A_TIME: no other test of its
# own. OTHER_FLAGS: what it links asks for flags (-pthread, for sound servers) that the precompiled
# header was not made with.
function(chronus_test name)
  cmake_parse_arguments(ARG "ALONE;APART;ONE_AT_A_TIME;OTHER_FLAGS" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${CHRONUS_TEST_OPTIMIZATION})
  if(NOT ARG_APART)
    chronus_unity(${name})
  endif()
  if(NOT ARG_OTHER_FLAGS)
    # Headers that come precompiled are no system's headers any more: the next false alarms of GCC 12
    # in std::string.
    target_compile_options(
      ${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess;-Wno-stringop-overflow;-Wno-array-bounds>)
    target_precompile_headers(${name} REUSE_FROM chronus_test_headers)
  endif()
  set(properties TIMEOUT 120)
  if(ARG_ALONE)
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  if(ARG_ONE_AT_A_TIME)
    list(APPEND properties RESOURCE_LOCK ${name})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()

function(chronus_print_options)
  message(STATUS "Chronus ${PROJECT_VERSION} (${CMAKE_BUILD_TYPE})")
  foreach(option IN ITEMS CHRONUS_BUILD_TESTS CHRONUS_BUILD_BENCHMARKS CHRONUS_SANITIZE_ADDRESS
                          CHRONUS_SANITIZE_THREAD CHRONUS_FUZZ CHRONUS_UNITY CHRONUS_LINK
                          CHRONUS_SERVICE
                          CHRONUS_WARNINGS_AS_ERRORS)
    message(STATUS "  ${option} = ${${option}}")
  endforeach()
endfunction()
