# shellcheck shell=bash
# Shared by the scripts of this folder; sourced, never run.

# The project's root, wherever the caller stands.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

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

# Whether this is a CI run, where nothing may be left out.
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

# Runs Maven in the project's root on the found JDK. In a subshell, so that `maven … &` leaves Maven's own pid in $!.
maven() (
  command -v mvn > /dev/null || usage_error "needs Apache Maven 3.8.1 or newer on the PATH: install it (Debian: apt-get install maven)"
  cd "$ROOT" || exit
  # Maven's own guava reaches for sun.misc.Unsafe; nothing a user could do about it.
  export MAVEN_OPTS="-Djansi.mode=strip --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
  exec mvn -B -ntp -Dstyle.color=never "$@"
)
