# The Debian package: "cpack" in the build folder makes it of what has been built there.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME firstmove)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The firstmove authors <authors@firstmove.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What plugins are built with.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "g++, libhwy-dev, libboost-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, pkgconf, git")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"firstmove runs, compares and examines gradient-based learners in continuous
games: simultaneous play, Stackelberg leaders, opponent shaping, two timescales.
Games, learners and observers are plugins behind a small C interface; their
headers are in this package.")
if(FIRSTMOVE_NATIVE)
  # Such a package may stop elsewhere at the first instruction that another processor lacks.
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1+native)
  string(APPEND CPACK_DEBIAN_PACKAGE_DESCRIPTION
"

This build is for the processor of the machine that it was made on.")
else()
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
endif()
include(CPack)
