#!/usr/bin/env bash
# doctor.sh STACK OUTPUTS: the gate between `up` and going live. Every workload reaches what it was promised, and what was
# promised to nobody is closed; what takes Azure minutes to know is waited for. A cause ends the deployment with 2. What could
# not be asked from here is a warning: no runner stands in the network, or the identity may not read it (docs/rights.md).
source "$(dirname "$0")/lib.sh"

stack=${1:?usage: doctor.sh STACK OUTPUTS}
outputs=${2:?usage: doctor.sh STACK OUTPUTS}
# Longer than Azure takes to tell everybody of a grant (cli/doctor/step.ts).
wait="${WAIT:-15m}"
from=outside
[ -z "${RUNNER_INSIDE:-}" ] || from=network

code=0
strongroom doctor --stack "$stack" --input "$outputs" --from "$from" --wait "$wait" || code=$?
case $code in
  0) say "every workload reaches what it was promised" ;;
  3) echo "::warning::strongroom doctor: something could not be asked from here; the log says what (docs/doctor.md)" ;;
  *) exit "$code" ;;
esac
