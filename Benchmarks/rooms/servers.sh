# Sourced by the measurements beside it: starts servers on core SERVER_CPU, ends them all at the end.
#   SIGNALD      the release build of the daemon; built when not given
#   SERVER_CPU   core of the servers, GEN_CPU core of what loads them
#   PIN          how servers are started instead, if not bound to that core
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
SERVER_CPU=${SERVER_CPU:-1} GEN_CPU=${GEN_CPU:-0}
RUN_DIR=$(mktemp -d)
PIDS=()
trap 'for p in "${PIDS[@]}"; do kill "$p" 2>/dev/null; done; wait 2>/dev/null; rm -rf "$RUN_DIR"' EXIT

if [ -z "${SIGNALD:-}" ]; then
  swift build -c release --package-path "$ROOT" --product signald >&2
  SIGNALD=$(swift build -c release --package-path "$ROOT" --show-bin-path)/signald
fi

# start NAME COMMAND...: sets PID
start() {
  local name=$1; shift
  ${PIN-taskset -c "$SERVER_CPU"} "$@" > "$RUN_DIR/$name.log" 2>&1 &
  PID=$!
  PIDS+=("$PID")
}

# start_ours OPTIONS...: sets PID, HTTP, HTTPS and TURN (ports; HTTPS only if it was asked for)
start_ours() {
  local i
  start ours "$SIGNALD" --http 127.0.0.1:0 --turn 127.0.0.1:0 --state "$RUN_DIR/state" \
    --log warning --turn-user bench:benchpass --allow-peer 127.0.0.0/8 "$@"
  for ((i = 0; i < 100; i++)); do
    grep -q '^ready' "$RUN_DIR/ours.log" && break
    sleep 0.1
  done
  HTTP=$(sed -n 's/^ready.* http=[^ ]*:\([0-9]*\).*/\1/p' "$RUN_DIR/ours.log")
  HTTPS=$(sed -n 's/^ready.* https=[^ ]*:\([0-9]*\).*/\1/p' "$RUN_DIR/ours.log")
  TURN=$(sed -n 's/^ready.* turn=[^ ]*:\([0-9]*\).*/\1/p' "$RUN_DIR/ours.log")
  [ -n "$HTTP" ] || { cat "$RUN_DIR/ours.log" >&2; exit 2; }
}

# load COMMAND...: on the other core
load() { taskset -c "$GEN_CPU" "$@"; }

# field NAME: the values of a field in JSON lines, one a line
field() { sed -n "s/.*\"$1\":\([-0-9.]*\).*/\1/p"; }

median() { sort -n | awk '{v[NR]=$1} END {print NR % 2 ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }
