#!/usr/bin/env bash
# drift.sh STACK OUT: compares the cloud with the program. Writes OUT/STACK.txt and OUT/STACK.state (clean, drift or failed);
# only "failed" fails.
source "$(dirname "$0")/lib.sh"

stack=${1:?usage: drift.sh STACK OUT}
out=${2:?usage: drift.sh STACK OUT}
mkdir -p "$out"

if pulumi preview --stack "$stack" --refresh --expect-no-changes --diff --suppress-outputs --non-interactive \
  --color never > "$out/$stack.txt" 2>&1; then
  echo clean > "$out/$stack.state"
elif grep -q 'no changes were expected but changes were proposed' "$out/$stack.txt"; then
  # The sentence with which the engine ends `--expect-no-changes`, of 3.276.0; any other end is a failure.
  echo drift > "$out/$stack.state"
else
  echo failed > "$out/$stack.state"
  quoted < "$out/$stack.txt"
  die "the preview of $stack failed"
fi
