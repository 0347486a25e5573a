# The Rust part of firstmove_add_plugin: rustc compiles the sources and its standard library into an
# archive, from which the plugin is linked like any other. FIRSTMOVE_RUST_FLAGS are additional flags
# for rustc.
find_program(FIRSTMOVE_RUSTC rustc DOC "Compiles plugins in Rust")

# In this tree, or in the installation.
find_file(_firstmove_rust_kit_source firstmove.rs NO_CACHE NO_DEFAULT_PATH REQUIRED
  PATHS ${CMAKE_CURRENT_LIST_DIR}/../framework/sdk/rust ${CMAKE_CURRENT_LIST_DIR}/rust)

# Compiles a crate, with the modules that rustc finds from its root, to `output`. As is rustc's
# default, multiply-adds are fused only where the source does so; the target processor is that of
# the C++ build.
function(_firstmove_compile_rust output crate root comment)
  cmake_parse_arguments(PARSE_ARGV 4 arg "" "" "FLAGS;DEPENDS")
  set(flags --edition 2021 -C opt-level=3 -C panic=unwind)
  if(DEFINED FIRSTMOVE_NATIVE)
    set(processor $<IF:$<BOOL:${FIRSTMOVE_NATIVE}>,native,x86-64-v2>)
    list(APPEND flags -C target-cpu=${processor})
  endif()
  set(modules ${CMAKE_CURRENT_BINARY_DIR}/${crate}.d)
  # Ninja expects the output first in the dependency file; newer versions of rustc list the
  # dependency file itself first, so that line is removed.
  add_custom_command(OUTPUT ${output}
    COMMAND ${FIRSTMOVE_RUSTC} ${flags} ${FIRSTMOVE_RUST_FLAGS} ${arg_FLAGS} --crate-name ${crate}
      --emit=dep-info,link --out-dir ${CMAKE_CURRENT_BINARY_DIR} ${root}
    COMMAND sed -i "/[.]d: /d" ${modules}
    DEPENDS ${root} ${arg_DEPENDS}
    DEPFILE ${modules}
    COMMENT ${comment}
    VERBATIM)
endfunction()

# The SDK as a crate, built once.
function(_firstmove_add_rust_kit)
  if(TARGET firstmove_rust)
    return()
  endif()
  set(kit ${CMAKE_CURRENT_BINARY_DIR}/libfirstmove.rlib)
  _firstmove_compile_rust(${kit} firstmove ${_firstmove_rust_kit_source}
    "Building the Rust crate firstmove" FLAGS --crate-type rlib)
  add_custom_target(firstmove_rust DEPENDS ${kit})
  set_target_properties(firstmove_rust PROPERTIES FIRSTMOVE_FILE ${kit})
endfunction()

# The first source is the crate's root.
function(_firstmove_add_rust name root)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT FIRSTMOVE_RUSTC)
    message(FATAL_ERROR "firstmove_add_plugin(${name}): rustc, which ${root} needs, is not found; "
      "install it, or set its path with -DFIRSTMOVE_RUSTC=")
  elseif("C" IN_LIST languages)
    set(linker C)
  elseif("CXX" IN_LIST languages)
    set(linker CXX)
  else()
    message(FATAL_ERROR "firstmove_add_plugin(${name}): rustc links with the C compiler; "
      "add the language C to project()")
  endif()

  _firstmove_add_rust_kit()
  get_target_property(kit firstmove_rust FIRSTMOVE_FILE)
  cmake_path(ABSOLUTE_PATH root BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  string(MAKE_C_IDENTIFIER ${name} crate)
  set(archive ${CMAKE_CURRENT_BINARY_DIR}/lib${crate}.a)
  _firstmove_compile_rust(${archive} ${crate} ${root} "Building Rust plugin ${name}"
    FLAGS --crate-type staticlib --extern firstmove=${kit} DEPENDS ${kit} firstmove_rust)
  target_sources(${name} PRIVATE ${archive})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE ${linker})
  # The entry symbol makes the linker take the rest from the archive.
  target_link_options(${name} PRIVATE -Wl,--undefined=firstmove_library -Wl,--gc-sections
    $<$<NOT:$<CONFIG:Debug,RelWithDebInfo>>:-Wl,--strip-debug>)
  target_link_libraries(${name} PRIVATE ${archive})
endfunction()
