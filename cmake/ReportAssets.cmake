# firstmove_report_assets(TARGET): embeds the assets of report pages in TARGET: style, script and,
# if npm is installed, the plotting library. Without npm, or without the network that npm may need,
# the figures on the pages are static.
function(firstmove_report_assets target)
  set(web ${PROJECT_SOURCE_DIR}/framework/engine/report/web)
  set(built ${CMAKE_CURRENT_BINARY_DIR}/report-web)
  set(plotly ${built}/plotly.js)
  set(plotly_licence ${built}/plotly-licence.txt)

  find_program(FIRSTMOVE_NPM npm DOC "Fetches the plotting library of reports")
  add_custom_command(OUTPUT ${plotly} ${plotly_licence}
    COMMAND ${CMAKE_COMMAND} -DNPM=${FIRSTMOVE_NPM} -DWEB=${web} -DBUILT=${built}
      -P ${PROJECT_SOURCE_DIR}/cmake/FetchPlotly.cmake
    DEPENDS ${web}/package.json ${web}/package-lock.json ${web}/.npmrc
      ${PROJECT_SOURCE_DIR}/cmake/FetchPlotly.cmake
    COMMENT "Fetching the plotting library of reports"
    VERBATIM)

  configure_file(${web}/assets.cpp.in ${built}/assets.cpp @ONLY)
  set_source_files_properties(${built}/assets.cpp PROPERTIES
    OBJECT_DEPENDS "${web}/report.css;${web}/report.js;${plotly};${plotly_licence}")
  target_sources(${target} PRIVATE ${built}/assets.cpp ${plotly} ${plotly_licence})
endfunction()
