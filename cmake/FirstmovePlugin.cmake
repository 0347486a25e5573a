# firstmove_add_plugin(NAME SOURCE...): a plugin library NAME.so with the ABI and the SDK, in which
# only the entry symbol is visible, from sources in C++, C or Rust. This tree uses the function, and
# so do plugins outside it, through find_package(firstmove).
include(${CMAKE_CURRENT_LIST_DIR}/RecordFlags.cmake)
set(_firstmove_symbols ${CMAKE_CURRENT_LIST_DIR}/plugin.map)
include(${CMAKE_CURRENT_LIST_DIR}/FirstmoveRust.cmake)

function(firstmove_add_plugin name)
  set(sources ${ARGN})
  set(rust_sources ${ARGN})
  list(FILTER sources EXCLUDE REGEX "\\.rs$")
  list(FILTER rust_sources INCLUDE REGEX "\\.rs$")
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)

  add_library(${name} MODULE ${sources})
  target_link_libraries(${name} PRIVATE firstmove::sdk m)
  if("C" IN_LIST languages)
    target_compile_features(${name} PRIVATE c_std_11)
  endif()
  if("CXX" IN_LIST languages)
    target_compile_features(${name} PRIVATE cxx_std_20)
  endif()
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  firstmove_record_flags(${name})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # Templates of the standard library stay visible with these flags; the linker hides them as well.
  target_link_options(${name} PRIVATE
    -Wl,--no-undefined -Wl,--version-script=${_firstmove_symbols})
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${_firstmove_symbols})
  if(FIRSTMOVE_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY ${FIRSTMOVE_PLUGIN_OUTPUT_DIRECTORY})
    set_property(GLOBAL APPEND PROPERTY FIRSTMOVE_PLUGINS ${name})
  endif()
  if(rust_sources)
    _firstmove_add_rust(${name} ${rust_sources})
  endif()
endfunction()
