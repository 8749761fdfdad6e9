#!/bin/bash
# Private memory of the server for a member of a room that is registered and says nothing: what it
# has written to (Private_Dirty of smaps_rollup) after the members came, minus before.
#   MEMBERS=10000 ./memory.sh
# Two descriptors a member are needed, one each in two processes.
set -euo pipefail
cd "$(dirname "$0")"
. ./servers.sh
make -s roomload
start_ours --loops 1
load ./roomload --members "${MEMBERS:-10000}" --hold 1 "ours:join:127.0.0.1:$HTTP:$PID" |
  tee "$RUN_DIR/memory.jsonl"
echo "$(field bytes_per_member < "$RUN_DIR/memory.jsonl") bytes a member; goal 1500"
