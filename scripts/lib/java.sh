# shellcheck shell=bash
# Builds and runs Java programs of this project; sourced after common.sh, never run.
#
# Programs run from a copy of what was built, and each build makes another copy: a later one must not pull the jars from
# under programs that still run, such as the nodes of a cluster.

# Flags of the JVM. Most programs here wait for others, and should start fast; one that computes sets its own.
JVM_FLAGS=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)

# Succeeds if the programs of a room are built and no source is newer; BUILT is then the copy to run from.
is_built() {
  BUILT=$(readlink "$BUILDS/$1") && [ -e "$BUILT/began" ] &&
    [ -z "$(find "$ROOT"/pom.xml "$ROOT"/*/pom.xml "$ROOT"/*/src/main -newer "$BUILT/began" -print -quit)" ]
}

# Builds a room and what it stands on, unless that was done already. One build at a time: others wait.
build_room() {
  is_built "$1" && return
  need_maven
  lock_tree
  is_built "$1" || build_now "$1" || usage_error "cannot build $1: see above"
  unlock_tree
}

# Builds a room and what it stands on, and sets BUILT. Wants the tree locked.
build_now() {
  local room=$1 copy
  say "building $room (a minute or two)"
  copy=$(mktemp -d "$BUILDS/$room.XXXXXX") || return
  touch "$copy/began" # now, and not afterwards: what is edited meanwhile is newer
  rm -rf "$ROOT/$room"/target/lib "$ROOT/$room"/target/understudy-*.jar # those of other versions
  maven -q -pl "$room" -am package -DskipTests >&2 &&
    cp "$ROOT/$room"/target/lib/*.jar "$ROOT/$room"/target/understudy-*.jar "$copy" &&
    ln -sfn "$copy" "$BUILDS/$room" || return
  BUILT=$copy
  remove_old_copies "$room"
}

# Removes the copies of a room from which nothing runs: an hour old, so that nobody is about to, and in no command line.
remove_old_copies() {
  local copy
  command -v pgrep > /dev/null || return 0
  find "$BUILDS" -maxdepth 1 -type d -name "$1.*" -mmin +60 | while read -r copy; do
    [ "$copy" = "$BUILT" ] || pgrep -f "/${copy##*/}/" > /dev/null || rm -rf "$copy"
  done
}

# Replaces this shell by the main class of a room, with DRILLS_CLASSPATH behind its class path. Wants find_jdk and
# build_room first.
run_java() {
  local main=$1 terminal=false
  shift
  [ -t 2 ] && terminal=true
  # Settings that the caller's shell has for a node of its own; they would win over those of the program's nodes.
  unset -v "${!UNDERSTUDY_@}"
  exec "$JAVA_HOME/bin/java" \
    "${JVM_FLAGS[@]}" \
    --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow \
    -Ddrills.terminal="$terminal" \
    -Ddrills.clusters="$ROOT/.clusters" \
    -cp "$BUILT/*${DRILLS_CLASSPATH:+:$DRILLS_CLASSPATH}" \
    "$main" "$@"
}
