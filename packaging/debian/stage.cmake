# SPDX-License-Identifier: MIT
# What Debian wants of the files of a package that `cmake --install` does not: run by cpack on the
# staged tree.
set(doc ${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/chronus)
file(REMOVE ${doc}/LICENSE)
file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
file(COPY_FILE ${CPACK_CHRONUS_DEBIAN}/copyright ${doc}/copyright)
file(COPY_FILE ${CPACK_CHRONUS_DEBIAN}/changelog ${doc}/changelog.Debian)
file(MAKE_DIRECTORY ${CPACK_TEMPORARY_DIRECTORY}/usr/share/lintian/overrides)
file(COPY_FILE ${CPACK_CHRONUS_DEBIAN}/lintian-overrides
     ${CPACK_TEMPORARY_DIRECTORY}/usr/share/lintian/overrides/chronus)
# Where zsh looks for what packages bring.
file(RENAME ${CPACK_TEMPORARY_DIRECTORY}/usr/share/zsh/site-functions
     ${CPACK_TEMPORARY_DIRECTORY}/usr/share/zsh/vendor-completions)
file(GLOB pages ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man*/*.[1-8])
if(NOT pages)
  message(FATAL_ERROR "no manual pages: help2man is missing")
endif()
# No time stamp of the build: the same tree gives the same package.
execute_process(COMMAND gzip -9nf ${pages} ${doc}/changelog ${doc}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
# What lies in a folder of the source with whoever's permissions is everybody's to read.
execute_process(COMMAND chmod -R u=rwX,go=rX ${CPACK_TEMPORARY_DIRECTORY} COMMAND_ERROR_IS_FATAL ANY)
