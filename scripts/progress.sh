#!/usr/bin/env bash
# progress.sh LOG: copies its input to LOG, and shows on standard error how far ninja or ctest is:
# "[123/469]", on a terminal in one line, elsewhere at every tenth.
set -uo pipefail
log=$1
shown=-1
: >>"$log"
while IFS= read -r line; do
  printf '%s\n' "$line" >>"$log"
  if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*)$ ]]; then
    what=${BASH_REMATCH[3]}
  elif [[ $line =~ ^\ *([0-9]+)/([0-9]+)\ Test\ +#[0-9]+:\ ([^.]*) ]]; then
    what=${BASH_REMATCH[3]}
  else
    continue
  fi
  done=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
  if [ -t 2 ]; then
    printf '\r\033[K%.*s' "$((${COLUMNS:-80} - 1))" "[$done/$all] $what" >&2
  elif ((done * 10 / all > shown)); then
    shown=$((done * 10 / all))
    echo "[$done/$all]" >&2
  fi
done
[ -t 2 ] && printf '\r\033[K' >&2
exit 0
