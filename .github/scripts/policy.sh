#!/usr/bin/env bash
# policy.sh PLANS OUT: judges each head-STACK.json by the policy and writes OUT/STACK.sarif. Fails, after all of them, when
# something that must not be deployed is found.
source "$(dirname "$0")/lib.sh"

plans=${1:?usage: policy.sh PLANS OUT}
out=${2:?usage: policy.sh PLANS OUT}
mkdir -p "$out"

failed=()
for plan in "$plans"/head-*.json; do
  [ -s "$plan" ] || continue
  stack=$(basename "$plan" .json)
  stack=${stack#head-}
  strongroom check --plan "$plan" --sarif "$out/$stack.sarif" 2>&1 | quoted || failed+=("$stack")
done

[ ${#failed[@]} -eq 0 ] || die "the policy refuses ${failed[*]}"
