# firstmove_host_templates(TARGET): embeds the files below framework/host/templates in TARGET;
# `firstmove new` creates folders from them.
function(firstmove_host_templates target)
  set(folder ${PROJECT_SOURCE_DIR}/framework/host/templates)
  file(GLOB_RECURSE templates CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*/*/*)
  set(embedded)
  set(listed)
  set(number 0)
  foreach(template IN LISTS templates)
    math(EXPR number "${number} + 1")
    string(APPEND embedded "FIRSTMOVE_ASSET(template_${number}, \"${folder}/${template}\");\n")
    string(APPEND listed
      "      {\"${template}\", FIRSTMOVE_ASSET_TEXT(template_${number})},\n")
  endforeach()
  configure_file(${PROJECT_SOURCE_DIR}/framework/host/templates.cpp.in
    ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp @ONLY)
  list(TRANSFORM templates PREPEND ${folder}/)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/templates.cpp PROPERTIES
    OBJECT_DEPENDS "${templates}")
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp)
endfunction()
