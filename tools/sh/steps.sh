# Sourced by the programs in tools/: where the project is, and how they speak to whoever waits.
# Everything said here goes to stderr, so that stdout carries results only.

set -euo pipefail
shopt -s inherit_errexit

program=${0##*/}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

jobs=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}

say() { printf '%s\n' "$*" >&2; }

# fail "what is wrong, where; what to do"
fail() {
  printf 'tools/%s: %s\n' "$program" "$*" >&2
  exit 1
}

# misuse "what was not understood"
misuse() {
  printf 'tools/%s: %s; see tools/%s --help\n' "$program" "$*" "$program" >&2
  exit 2
}

# progress "text": one line that the next one replaces; nothing where no terminal watches.
progress() { if [[ -t 2 ]]; then printf '\r\033[K%s' "$*" >&2; fi; }

# step NAME COMMAND...: says what begins and how long it took.
step() {
  local name=$1 start=$EPOCHREALTIME status=0
  shift
  printf '== %s\n' "$name" >&2
  "$@" || status=$?
  if ((status == 0)); then
    printf '== %s: %s s\n' "$name" "$(seconds_since "$start")" >&2
  else
    printf '== %s: failed after %s s\n' "$name" "$(seconds_since "$start")" >&2
  fi
  return "$status"
}

# seconds_since EPOCHREALTIME: with one decimal.
seconds_since() {
  local micros=$((${EPOCHREALTIME/./} - ${1/./}))
  printf '%d.%d' $((micros / 1000000)) $((micros / 100000 % 10))
}

# show_help: prints the comment at the head of the calling program.
show_help() {
  sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$root/tools/$program"
  exit 0
}
