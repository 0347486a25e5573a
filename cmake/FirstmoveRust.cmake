# What firstmove_add_plugin does with sources in Rust: rustc makes an archive of them and of its
# standard library, and the plugin is linked from that like any other. FIRSTMOVE_RUST_FLAGS are
# further flags for rustc.
find_program(FIRSTMOVE_RUSTC rustc DOC "Compiles plugins in Rust")

# In this tree, or where it is installed.
find_file(_firstmove_rust_kit_source firstmove.rs NO_CACHE NO_DEFAULT_PATH REQUIRED
  PATHS ${CMAKE_CURRENT_LIST_DIR}/../framework/sdk/rust ${CMAKE_CURRENT_LIST_DIR})

# In `to`: how every Rust source is compiled. No fused multiply-add unless the source says so, as
# rustc has it; the processor is that of the C++ build.
function(_firstmove_rust_command to)
  set(flags --edition 2021 -C opt-level=3 -C panic=unwind)
  if(DEFINED FIRSTMOVE_NATIVE)
    set(processor $<IF:$<BOOL:${FIRSTMOVE_NATIVE}>,native,x86-64-v2>)
    list(APPEND flags -C target-cpu=${processor})
  endif()
  set(${to} ${FIRSTMOVE_RUSTC} ${flags} ${FIRSTMOVE_RUST_FLAGS} PARENT_SCOPE)
endfunction()

# The binding as a crate, once a build.
function(_firstmove_add_rust_kit)
  if(TARGET firstmove_rust)
    return()
  endif()
  _firstmove_rust_command(rustc)
  set(kit ${CMAKE_CURRENT_BINARY_DIR}/libfirstmove.rlib)
  add_custom_command(OUTPUT ${kit}
    COMMAND ${rustc} --crate-type rlib --crate-name firstmove ${_firstmove_rust_kit_source} -o ${kit}
    DEPENDS ${_firstmove_rust_kit_source}
    COMMENT "Building the Rust crate firstmove"
    VERBATIM)
  add_custom_target(firstmove_rust DEPENDS ${kit})
  set_target_properties(firstmove_rust PROPERTIES FIRSTMOVE_FILE ${kit})
endfunction()

# The first source is the crate's root, and rustc finds its modules.
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
  _firstmove_rust_command(rustc)
  get_target_property(kit firstmove_rust FIRSTMOVE_FILE)
  cmake_path(ABSOLUTE_PATH root BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  string(MAKE_C_IDENTIFIER ${name} crate)
  set(archive ${CMAKE_CURRENT_BINARY_DIR}/lib${crate}.a)
  add_custom_command(OUTPUT ${archive}
    COMMAND ${rustc} --crate-type staticlib --crate-name ${crate} --extern firstmove=${kit}
      --emit=dep-info,link --out-dir ${CMAKE_CURRENT_BINARY_DIR} ${root}
    DEPENDS ${root} ${kit} firstmove_rust
    DEPFILE ${CMAKE_CURRENT_BINARY_DIR}/${crate}.d
    COMMENT "Building Rust plugin ${name}"
    VERBATIM)
  target_sources(${name} PRIVATE ${archive})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE ${linker})
  # The entry is what draws all else out of the archive.
  target_link_options(${name} PRIVATE -Wl,--undefined=firstmove_library -Wl,--gc-sections
    $<$<NOT:$<CONFIG:Debug,RelWithDebInfo>>:-Wl,--strip-debug>)
  target_link_libraries(${name} PRIVATE ${archive})
endfunction()
