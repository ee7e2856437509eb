#!/usr/bin/env bash
# write-comment.sh PLANS OUT: the comment, as `strongroom plan diff` writes it and as it is posted. PAIR (base..head as they are now),
# CODE and BASE_BRANCH are what GitHub says of the pull request; without them a run compares its own plans.
source "$(dirname "$0")/lib.sh"

plans=${1:?usage: write-comment.sh PLANS OUT}
out=${2:?usage: write-comment.sh PLANS OUT}
args=(plan diff --from "$plans" --markdown)
[ -z "${PAIR:-}" ] || args+=(--pair "$PAIR" --code "${CODE:-unknown}" --base-branch "${BASE_BRANCH:-other}")

code=0
strongroom "${args[@]}" > "$out" 2> >(quoted) || code=$?
# 2: a person must approve, which the comment says.
[ "$code" = 0 ] || [ "$code" = 2 ] || die "the plans could not be compared"
