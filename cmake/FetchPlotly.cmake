# cmake -DNPM= -DWEB= -DBUILT= -P: installs the plotting library of WEB's lock file in BUILT, with
# NPM. If that fails, writes empty files and prints a warning.
file(MAKE_DIRECTORY ${BUILT})
file(COPY ${WEB}/package.json ${WEB}/package-lock.json ${WEB}/.npmrc DESTINATION ${BUILT})
set(package ${BUILT}/node_modules/plotly.js-cartesian-dist-min)

set(why "npm is missing")
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

string(REGEX REPLACE "\n.*" "" why "${why}")  # npm prints many lines
message(WARNING "The figures of reports will not be interactive: ${why}\n"
  "To try again, remove ${BUILT}/plotly.js and build.")
file(WRITE ${BUILT}/plotly.js "")
file(WRITE ${BUILT}/plotly-licence.txt "")
