# The Debian package: "cpack" in the build folder creates it from that build.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME firstmove)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The firstmove authors <authors@firstmove.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The tools that build plugins.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "g++")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, pkgconf, git")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"firstmove runs, compares and examines gradient-based learners in continuous
games: simultaneous play, Stackelberg leaders, opponent shaping, two timescales.
Games, learners and observers are plugins behind a small C interface; their
headers are in this package.")
if(FIRSTMOVE_NATIVE)
  # On another processor such a package may stop at an instruction that the processor lacks.
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1+native)
  string(APPEND CPACK_DEBIAN_PACKAGE_DESCRIPTION
"

This package is for the type of processor that it was built on.")
else()
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
endif()
include(CPack)
