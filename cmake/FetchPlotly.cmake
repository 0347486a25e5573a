# cmake -DNPM= -DWEB= -DBUILT= -P: the plotting library that WEB's lock file names, by NPM into BUILT;
# empty files, and a warning, where that cannot be had.
file(MAKE_DIRECTORY ${BUILT})
file(COPY ${WEB}/package.json ${WEB}/package-lock.json ${WEB}/.npmrc DESTINATION ${BUILT})
set(package ${BUILT}/node_modules/plotly.js-cartesian-dist-min)

set(why "there is no npm")
if(NPM)
  execute_process(
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1
    WORKING_DIRECTORY ${BUILT} TIMEOUT 300
    RESULT_VARIABLE code OUTPUT_QUIET ERROR_VARIABLE why)
  if(code EQUAL 0 AND EXISTS ${package}/plotly-cartesian.min.js)
    file(COPY_FILE ${package}/plotly-cartesian.min.js ${BUILT}/plotly.js)
    file(COPY_FILE ${package}/LICENSE ${BUILT}/plotly-licence.txt)
    return()
  endif()
endif()

string(REGEX REPLACE "\n.*" "" why "${why}")  # npm goes on at length
message(WARNING "The figures of reports will stand still: ${why}\n"
  "To try again, remove ${BUILT}/plotly.js and build.")
file(WRITE ${BUILT}/plotly.js "")
file(WRITE ${BUILT}/plotly-licence.txt "")
