#!/usr/bin/env bash
# inside.sh vault|sql OUTPUTS: carries out what only works from inside the network. Until a runner stands there (RUNNER_INSIDE
# names it) it says so and leaves it: the first deployment is what builds the network.
source "$(dirname "$0")/lib.sh"

what=${1:?usage: inside.sh vault|sql OUTPUTS}
outputs=${2:?usage: inside.sh vault|sql OUTPUTS}
case $what in
  vault | sql) ;;
  *) die "$what is neither vault nor sql" ;;
esac
if [ -z "${RUNNER_INSIDE:-}" ]; then
  if jq --exit-status --arg output "${what}ReconcilerJob" '.[$output]' "$outputs" > /dev/null; then
    say "the stack's own job has carried out strongroom $what apply, from inside the network"
    exit 0
  fi
  echo "::warning::strongroom $what apply was not run: there is no runner inside the network yet (docs/pull-requests.md)"
  exit 0
fi
strongroom "$what" apply --input "$outputs" --yes
