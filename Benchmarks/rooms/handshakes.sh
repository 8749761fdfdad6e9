#!/bin/bash
# What TLS handshakes do to relayed packets of the same server: the 99th percentile of the round trip
# of 160-byte packets through the relay, with 100 handshakes a second on the https port and without,
# alternately.
#   RATE=100 PACKETS=5000 ALLOCS=100 ROUNDS=5 DURATION=2 LOOPS="1 2" ./handshakes.sh
#   URGENT="chrt -f 10" ./handshakes.sh      as root, where other work would be what is measured
# Nothing is bound to a core, and nobody spins: server, packets and handshakes have the machine's
# cores together.
set -euo pipefail
cd "$(dirname "$0")"
. ./servers.sh
make -s handshakes
make -s -C ../turnload turnload
RATE=${RATE:-100} PACKETS=${PACKETS:-5000} ALLOCS=${ALLOCS:-100}
ROUNDS=${ROUNDS:-5} DURATION=${DURATION:-2} URGENT=${URGENT:-}
PIN="$URGENT"

packets() { # NAME
  $URGENT ../turnload/turnload --label "$1" --server "127.0.0.1:$TURN" --server-pid "$PID" \
    --user bench --pass benchpass --mode echo --rest --size 160 --allocs "$ALLOCS" --rate "$PACKETS" \
    --warmup 0.2 --duration "$DURATION" | tee -a "$RUN_DIR/$1.jsonl"
}

shake() {
  $URGENT ./handshakes --server "127.0.0.1:$HTTPS" --rate "$RATE" \
    --duration "$(awk "BEGIN {print $DURATION + 0.8}")"
}

for loops in ${LOOPS:-1 2}; do
  start_ours --dev-tls --https 127.0.0.1:0 --loops "$loops"
  for ((round = 0; round < ROUNDS; round++)); do
    packets "idle-$loops"
    shake & shaking=$!
    packets "busy-$loops"
    wait "$shaking"
  done
  idle=$(field p99 < "$RUN_DIR/idle-$loops.jsonl" | median)
  busy=$(field p99 < "$RUN_DIR/busy-$loops.jsonl" | median)
  echo "loops=$loops p99 of the round trip: idle $idle us, with $RATE handshakes/s $busy us," \
    "ratio $(awk "BEGIN {printf \"%.2f\", $busy / $idle}")"
  kill "$PID"
done
