# cmake -DFOLDER= -P: writes FOLDER/SHA256SUMS, the hashes of the plugins in FOLDER, in the format
# of sha256sum.
file(GLOB plugins LIST_DIRECTORIES false RELATIVE ${FOLDER} ${FOLDER}/*.so)
list(SORT plugins)
set(sums)
foreach(plugin IN LISTS plugins)
  file(SHA256 ${FOLDER}/${plugin} hash)
  string(APPEND sums "${hash}  ${plugin}\n")
endforeach()
file(WRITE ${FOLDER}/SHA256SUMS "${sums}")
