# Runs Java programs of this project; sourced after common.sh, never run.

# Succeeds if the programs of a room are built and no source is newer than what was built.
is_built() {
  local stamp="$ROOT/$1/target/built"
  [ -e "$stamp" ] && [ -z "$(find "$ROOT" -name target -prune -o -name .git -prune -o -name .clusters -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$stamp" -print -quit)" ]
}

# Builds a room and what it stands on, unless that was done already. One build at a time: others wait.
build_room() {
  local room=$1
  is_built "$room" && return
  mkdir -p "$ROOT/$room/target"
  exec 9> "$ROOT/$room/target/building.lock"
  if command -v flock > /dev/null; then flock 9; fi
  if ! is_built "$room"; then
    echo "building $room (a minute or two)" >&2
    maven -q -pl "$room" -am package -DskipTests >&2 || usage_error "cannot build $room: see above"
    touch "$ROOT/$room/target/built"
  fi

  exec 9>&-
}

# Replaces this shell by the main class of a room. Wants find_jdk and build_room first.
run_java() {
  local room=$1 main=$2
  shift 2
  local terminal=false
  [ -t 2 ] && terminal=true
  exec "$JAVA_HOME/bin/java" \
    -XX:+UseSerialGC \
    -XX:TieredStopAtLevel=1 \
    --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow \
    -Ddrills.terminal="$terminal" \
    -Ddrills.clusters="$ROOT/.clusters" \
    -cp "$ROOT/$room/target/classes:$ROOT/$room/target/lib/*" \
    "$main" "$@"
}
