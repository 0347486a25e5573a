# cmake -DFOLDER= -P: writes FOLDER/SHA256SUMS, the hashes of the plugins in it, as sha256sum does.
file(GLOB plugins LIST_DIRECTORIES false RELATIVE ${FOLDER} ${FOLDER}/*.so)
list(SORT plugins)
set(sums)
foreach(plugin IN LISTS plugins)
  file(SHA256 ${FOLDER}/${plugin} hash)
  string(APPEND sums "${hash}  ${plugin}\n")
endforeach()
file(WRITE ${FOLDER}/SHA256SUMS "${sums}")
