# SPDX-License-Identifier: MIT
# The Debian package, which scripts/package makes: programs, units, pages, examples; and, apart, what
# a debugger wants (chronus-dbgsym).
if(NOT CHRONUS_SERVICE)
  return()
endif()
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chronus)
set(CPACK_PACKAGE_CONTACT "The Chronus authors <chronus@chronus.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
# Files go to /etc too, below the staged tree.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)  # dpkg's tools take the symbols away into a package of their own
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "systemd")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gnuplot-nox, jackd2, pipewire")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "music engine that a crash cannot stop, played over OSC")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Two worker processes compute the same music, sample by sample, from the
same list of commands. When one of them dies, the next block of sound is
already there from the other. Patches of modules and sequencers are made
and changed over OSC while they play, and are there again after a restart.

The package has the engine, chronusctl to play it from a shell,
chronus-render for scores, and units of systemd.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/packaging/debian/postinst ${PROJECT_SOURCE_DIR}/packaging/debian/prerm
    ${PROJECT_SOURCE_DIR}/packaging/debian/postrm ${PROJECT_SOURCE_DIR}/packaging/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_CHRONUS_DEBIAN ${CMAKE_BINARY_DIR}/debian)
file(READ LICENSE license)
string(REGEX REPLACE "^MIT License\n+Copyright[^\n]*\n+" "" license "${license}")
string(STRIP "${license}" license)
string(REGEX REPLACE "\n\n" "\n.\n" license "${license}")
string(REGEX REPLACE "(^|\n)([^\n])" "\\1 \\2" LICENSE_TEXT "${license}")
configure_file(packaging/debian/copyright.in ${CPACK_CHRONUS_DEBIAN}/copyright @ONLY)
configure_file(packaging/debian/changelog.in ${CPACK_CHRONUS_DEBIAN}/changelog @ONLY)
configure_file(packaging/debian/lintian-overrides ${CPACK_CHRONUS_DEBIAN}/lintian-overrides COPYONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian/stage.cmake)
include(CPack)
