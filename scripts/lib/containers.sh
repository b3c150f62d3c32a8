# shellcheck shell=bash disable=SC2034 # what is unused here is read by those who source it
# A container engine for the scripts of this folder; sourced after common.sh, never run.
#
# Several runs may share one engine that one of them started. Each holds a shared lock on ENGINE_USERS while it needs the
# engine; whoever leaves last, and so gets that lock alone, stops it. An engine that somebody else started is never stopped.

ENGINE_RUN=/run/understudy-engine
ENGINE_GATE=$ENGINE_RUN/gate.lock    # held while starting or stopping
ENGINE_USERS=$ENGINE_RUN/users.lock  # shared by everyone who uses the engine that we started
ENGINE_PID=$ENGINE_RUN/dockerd.pid   # there only while an engine of ours runs
ENGINE_BEFORE=$ENGINE_RUN/before     # what the engine changes in the network and leaves behind

engine_answers() {
  command -v docker > /dev/null && timeout 20 docker version --format '{{.Server.Version}}' > /dev/null 2>&1
}

# Why there is no engine, in half a line; set by engine_ensure.
ENGINE_PROBLEM=""

# Makes sure that a container engine answers, installing and starting one where this run may. Where there is none to be
# had, fails and leaves the reason in ENGINE_PROBLEM.
engine_ensure() {
  if engine_answers && { [ ! -e "$ENGINE_PID" ] || ! may_provision; }; then
    return # somebody else's: not ours to count or stop
  fi
  if ! may_provision; then
    ENGINE_PROBLEM="no container engine answers; start one, or run as root in CI or in a container, where one is installed"
    return 1
  fi
  if ! command -v dockerd > /dev/null && ! engine_install; then
    ENGINE_PROBLEM="no container engine is installed, and apt-get could not install docker.io"
    return 1
  fi
  mkdir -p "$ENGINE_RUN"
  exec 8> "$ENGINE_GATE" 9> "$ENGINE_USERS"
  flock 8
  if ! engine_answers && ! engine_start; then
    ENGINE_PROBLEM="dockerd does not start: $(tail -n 1 "$ENGINE_RUN/dockerd.log")"
    exec 8>&- 9>&-
    return 1
  fi
  flock --shared 9
  exec 8>&-
}

engine_install() {
  command -v apt-get > /dev/null || return 1
  say "installing a container engine (docker.io)"
  local apt="apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3"
  export DEBIAN_FRONTEND=noninteractive
  { $apt update && $apt install -y --no-install-recommends docker.io iptables; } > /dev/null 2>&1 < /dev/null
}

engine_start() {
  say "starting a container engine"
  {
    ip link show docker0 > /dev/null 2>&1 && echo docker0
    iptables -S FORWARD 2> /dev/null | grep '^-P'
  } > "$ENGINE_BEFORE"
  # Without our locks: a daemon that inherited them would hold them for ever.
  setsid nohup dockerd --pidfile "$ENGINE_PID" --log-level warn > "$ENGINE_RUN/dockerd.log" 2>&1 < /dev/null 8>&- 9>&- &
  local tries
  for tries in $(seq 300); do
    engine_answers && return
    # Gone already? Then waiting is of no use.
    [ "$tries" -lt 20 ] || [ -e "$ENGINE_PID" ] || return 1
    sleep 0.2
  done
  return 1
}

# Ends this run's use of the engine; stops the engine if a run of ours started it and nobody else is using it.
engine_release() {
  { true >&9; } 2> /dev/null || return 0 # never took part
  exec 8> "$ENGINE_GATE"
  flock 8
  flock --unlock 9
  if flock --exclusive --nonblock 9 && [ -e "$ENGINE_PID" ]; then
    engine_stop "$(cat "$ENGINE_PID")"
  fi
  exec 9>&- 8>&-
}

engine_stop() {
  local pid=$1 tries
  say "stopping the container engine"
  kill "$pid" 2> /dev/null
  for tries in $(seq 150); do
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.2
  done
  rm -f "$ENGINE_PID"
  grep -qx docker0 "$ENGINE_BEFORE" || ip link delete docker0 2> /dev/null
  grep -qx -- '-P FORWARD ACCEPT' "$ENGINE_BEFORE" && iptables -P FORWARD ACCEPT
  return 0
}

# Whether a public image registry answers at all.
registry_answers() {
  command -v curl > /dev/null && curl -s -o /dev/null --max-time 5 https://registry-1.docker.io/v2/
}
