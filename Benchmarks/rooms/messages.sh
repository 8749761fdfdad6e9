#!/bin/bash
# CPU time of the server for a relayed message of 1 KiB between the two members of a room: ours, and
# one in Go over gorilla/websocket. The same generator says the same bytes to all; rounds alternate.
#   ROUNDS=5 MEMBERS=2000 MESSAGES=40 WINDOWS="64 1" ./messages.sh
#   URGENT="chrt -f 10" ./messages.sh        as root, where other work would be what is measured
set -euo pipefail
cd "$(dirname "$0")"
URGENT=${URGENT:-}
PIN="$URGENT taskset -c ${SERVER_CPU:-1}"
. ./servers.sh
make -s roomload peer
ROUNDS=${ROUNDS:-5} MEMBERS=${MEMBERS:-2000} MESSAGES=${MESSAGES:-40}

start_ours --loops 1
servers=("ours:join:127.0.0.1:$HTTP:$PID")
start peer ./peer -listen 127.0.0.1:3700
servers+=("peer:register:127.0.0.1:3700:$PID")
start peer-json ./peer -json -listen 127.0.0.1:3701
servers+=("peer-json:register:127.0.0.1:3701:$PID")
sleep 1
for window in ${WINDOWS:-64}; do
  $URGENT taskset -c "$GEN_CPU" ./roomload --members "$MEMBERS" --messages "$MESSAGES" \
    --rounds "$ROUNDS" --window "$window" "${servers[@]}" | tee "$RUN_DIR/$window.jsonl"
  for name in ours peer peer-json; do
    declare "${name/-/_}=$(grep "\"$name\"" "$RUN_DIR/$window.jsonl" | field cpu_us_msg | median)"
  done
  echo "window=$window CPU per message: ours $ours us, peer $peer us, peer-json $peer_json us;" \
    "ratio $(awk "BEGIN {printf \"%.2f to peer, %.2f to peer-json\", \
      $ours / $peer, $ours / $peer_json}")"
done
