#!/usr/bin/env bash
# Makes the pictures of the README from the example snapshot. WATTMAP=build/wattmap
set -euo pipefail
cd "$(dirname "$0")"
wattmap=../${WATTMAP:-build/wattmap}

"$wattmap" trace CORE-SW01 --snapshot guide-4.2.9.json -o trace-CORE-SW01.svg
"$wattmap" floor --location 'Network Core' --snapshot guide-4.2.9.json -o floor-network-core.svg
