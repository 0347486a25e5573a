# What firstmove_add_plugin does with sources in Rust: rustc makes an archive of them and of its
# standard library, and the plugin is linked from that like any other. FIRSTMOVE_RUST_FLAGS are
# further flags for rustc.
find_program(FIRSTMOVE_RUSTC rustc DOC "Compiles plugins in Rust")

# In this tree, or where it is installed.
find_file(_firstmove_rust_kit_source firstmove.rs NO_CACHE NO_DEFAULT_PATH REQUIRED
  PATHS ${CMAKE_CURRENT_LIST_DIR}/../framework/sdk/rust ${CMAKE_CURRENT_LIST_DIR}/rust)

# Makes `output`, of a crate and of the modules that rustc finds from its root. No fused multiply-add
# unless the source says so, as rustc has it; the processor is that of the C++ build.
function(_firstmove_compile_rust output crate root comment)
  cmake_parse_arguments(PARSE_ARGV 4 arg "" "" "FLAGS;DEPENDS")
  set(flags --edition 2021 -C opt-level=3 -C panic=unwind)
  if(DEFINED FIRSTMOVE_NATIVE)
    set(processor $<IF:$<BOOL:${FIRSTMOVE_NATIVE}>,native,x86-64-v2>)
    list(APPEND flags -C target-cpu=${processor})
  endif()
  set(modules ${CMAKE_CURRENT_BINARY_DIR}/${crate}.d)
  # Ninja takes the first name in the list for the output's; a newer rustc has the list's own there.
  add_custom_command(OUTPUT ${output}
    COMMAND ${FIRSTMOVE_RUSTC} ${flags} ${FIRSTMOVE_RUST_FLAGS} ${arg_FLAGS} --crate-name ${crate}
      --emit=dep-info,link --out-dir ${CMAKE_CURRENT_BINARY_DIR} ${root}
    COMMAND sed -i "/[.]d: /d" ${modules}
    DEPENDS ${root} ${arg_DEPENDS}
    DEPFILE ${modules}
    COMMENT ${comment}
    VERBATIM)
endfunction()

# The binding as a crate, once a build.
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
    message(FATAL_ERROR "firstmove_add_plugin(${name}): there is no rustc for ${root}; "
      "install it, or tell where it is by -DFIRSTMOVE_RUSTC=")
  elseif("C" IN_LIST languages)
    set(linker C)
  elseif("CXX" IN_LIST languages)
    set(linker CXX)
  else()
    message(FATAL_ERROR "firstmove_add_plugin(${name}): rustc links by the C compiler; "
      "write project(.. C)")
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
  # The entry is what draws all else out of the archive.
  target_link_options(${name} PRIVATE -Wl,--undefined=firstmove_library -Wl,--gc-sections
    $<$<NOT:$<CONFIG:Debug,RelWithDebInfo>>:-Wl,--strip-debug>)
  target_link_libraries(${name} PRIVATE ${archive})
endfunction()
