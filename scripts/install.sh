#!/usr/bin/env bash
# Installs what firstmove is built with, from Debian's own packages; with --tests, also what its
# tests and examples in other languages need; with --bench, what scripts/bench.sh compares it with.
set -euo pipefail

packages=(
  g++ cmake ninja-build binutils
  libasmjit-dev          # machine code of games that run long
  libboost-dev           # Boost.DLL, .Math, .Interval, .Odeint; .Multiprecision (tests)
  libcli11-dev libeigen3-dev libhwy-dev librandom123-dev libspectra-dev libspdlog-dev libsqlite3-dev
  libssl-dev libtomlplusplus-dev nlohmann-json3-dev
  pybind11-dev python3-dev python3-numpy         # games in Python
  librsvg2-dev pkgconf fonts-dejavu-core         # figures as PDF
  git                                            # commits in results
)
command -v npm >/dev/null || packages+=(npm)     # fetches the plotting library of reports
if [ "${1:-}" = --tests ]; then
  packages+=(
    clang clang-format make
    libclang-rt-dev                              # sanitizers and libFuzzer
    libc++-dev libc++abi-dev                     # an example plugin with another standard library
    doctest-dev libbenchmark-dev
    chromium chromium-driver python3-selenium    # reports, tested in a browser
    abigail-tools                                # abidiff: the plugin interface
    valgrind                                     # instructions of the hot paths
    python3-mpmath                               # references of elementary functions
    dpkg-dev file                                # the Debian package
    python3-pandas                               # the examples of docs/results.md, and exports
  )
  command -v rustc >/dev/null || packages+=(rustc) # plugins in Rust
fi
[ "${1:-}" != --bench ] || packages+=(libbenchmark-dev python3-torch)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq >/dev/null
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
