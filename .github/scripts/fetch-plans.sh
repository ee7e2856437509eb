#!/usr/bin/env bash
# fetch-plans.sh OUT: takes the plans out of the artifact of another run, which a stranger's code has made. Only the names that
# we expect are read, none further than its limit, and no path inside the archive decides where anything is written.
source "$(dirname "$0")/lib.sh"

out=${1:?usage: fetch-plans.sh OUT}
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
run=$(need RUN_ID '[0-9]+')
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Six plans, compressed by at least a factor of two.
limit=$((MAX_PLAN_BYTES * 3))
artifact=$(gh api "repos/$repository/actions/runs/$run/artifacts?per_page=100" --jq \
  "[.artifacts[] | select(.name == \"plans\" and .expired == false and .size_in_bytes <= $limit) | .id] | if length == 1 then .[0] else empty end")
if ! [[ $artifact =~ ^[0-9]+$ ]]; then
  say "the run has left no plans, or too large ones"
  exit 0
fi
gh api "repos/$repository/actions/artifacts/$artifact/zip" > "$work/plans.zip"
[ "$(wc -c < "$work/plans.zip")" -le "$limit" ] || die "the archive is larger than its entry says"

for stack in "${STACKS[@]}"; do
  for side in base head; do
    file=$work/$side-$stack.json
    # One byte more than allowed tells what is too long; the writer of a longer one is stopped by the closed pipe.
    { unzip -p "$work/plans.zip" "$side-$stack.json" 2> /dev/null || true; } | head -c "$((MAX_PLAN_BYTES + 1))" > "$file" || true
    size=$(wc -c < "$file")
    if [ "$size" = 0 ]; then
      continue
    elif [ "$size" -gt "$MAX_PLAN_BYTES" ]; then
      say "$side-$stack.json is too large and was left out"
    elif ! jq -e 'type == "object" and (.version | type) == "number" and (.resources | type) == "array"' "$file" > /dev/null 2>&1; then
      say "$side-$stack.json is no plan and was left out"
    else
      mv "$file" "$out/$side-$stack.json"
    fi
  done
done
