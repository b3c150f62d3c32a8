# Shared by the scripts of this folder; sourced, never run.

# The project's root, wherever the caller stands.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Says one line on stderr and leaves with exit code 2: wrong use, or something missing.
usage_error() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# The feature number of the JDK in a folder, or 0 where there is none. A JRE does not count: the build needs javac.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  echo "${version:-0}"
}

# Sets and exports JAVA_HOME to a JDK of 25 or newer: the caller's own where it is one, else the first of the usual places.
find_jdk() {
  local wanted=25 home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/*; do
    if [ -n "$home" ] && [ "$(jdk_version "$home")" -ge "$wanted" ]; then
      export JAVA_HOME="$home"
      return
    fi
  done
  usage_error "needs JDK $wanted or newer, and found none in JAVA_HOME (${JAVA_HOME:-not set}) or the usual places: install one, or set JAVA_HOME to it"
}

# Runs Maven quietly on the found JDK.
maven() {
  command -v mvn > /dev/null || usage_error "needs Apache Maven 3.8.1 or newer on the PATH: install it (Debian: apt-get install maven)"
  (cd "$ROOT" && mvn -B -ntp "$@")
}
