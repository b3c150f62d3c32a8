# shellcheck shell=bash
# Shared by the scripts of this folder; sourced, never run.

# The project's root, wherever the caller stands.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# What the scripts keep of their builds.
BUILDS=$ROOT/.build

# The oldest JDK that will do.
JDK_WANTED=25

# Says one line on stderr: progress, or what should not get lost in a long log.
say() {
  printf 'scripts/%s: %s\n' "$(basename "$0")" "$*" >&2
}

# Says one line on stderr and leaves with exit code 2: wrong use, or something missing.
usage_error() {
  say "$@"
  exit 2
}

# Whether this run may install packages and start services: as root, in CI or in a container, so never on somebody's desk.
may_provision() {
  [ "$(id -u)" = 0 ] && { in_ci || [ -e /.dockerenv ] || [ -e /run/.containerenv ]; }
}

# Prints the usage() of the calling script and leaves, where its caller asks for that. To be called before anything is
# looked for or built.
answer_help() {
  local argument
  for argument in "$@"; do
    case "$argument" in
      --help | -h) usage; exit 0 ;;
    esac
  done
}

# Whether this is a CI run, where nothing may be left out. The same rule as in NeedsContainers.
in_ci() {
  [ -n "${CI:-}" ] && [ "$CI" != false ]
}

# The feature number of the JDK in a folder, or 0 where there is none. A JRE does not count: the build needs javac.
jdk_version() {
  if [ ! -x "$1/bin/javac" ] || [ ! -r "$1/release" ]; then
    echo 0
    return
  fi
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  echo "${version:-0}"
}

# Sets and exports JAVA_HOME to a JDK that will do: the caller's own where it is one, else that of the javac on the PATH,
# else the first of the usual places.
find_jdk() {
  local home on_path=""
  if command -v javac > /dev/null; then
    on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*"$JDK_WANTED"* /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/*; do
    if [ -n "$home" ] && [ "$(jdk_version "$home")" -ge "$JDK_WANTED" ]; then
      export JAVA_HOME="$home"
      return
    fi
  done
  usage_error "needs JDK $JDK_WANTED or newer, and found none in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH or in the usual places: install one, or set JAVA_HOME to it"
}

# Leaves with exit code 2 where there is no Maven. To be called by whoever will build, before anything takes long.
need_maven() {
  command -v mvn > /dev/null || usage_error "needs Apache Maven 3.8.1 or newer on the PATH: install it (Debian: apt-get install maven)"
}

# Runs Maven in the project's root on the found JDK; wants find_jdk, need_maven and lock_tree first. In a subshell, so that
# `maven … &` leaves Maven's own pid in $!.
maven() (
  cd "$ROOT" || exit
  # Maven's own guava reaches for sun.misc.Unsafe; nothing a user could do about it.
  export MAVEN_OPTS="-Djansi.mode=strip --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
  exec mvn -B -ntp -Dstyle.color=never "$@"
)

# Waits until no other run builds in this tree, and keeps the others waiting until unlock_tree or the end of this run: all
# rooms stand on the same ones, so two builds would write the same files. Not below target/, which `mvn clean` takes away.
lock_tree() {
  command -v flock > /dev/null || return 0
  mkdir -p "$BUILDS"
  exec 7> "$BUILDS/lock"
  if ! flock --nonblock 7; then
    say "waiting for another build in $ROOT"
    flock 7
  fi
}

unlock_tree() {
  exec 7>&-
}
