#!/usr/bin/env bash
# plan-both.sh OUT: plans every stack as it is here (head-STACK.json) and as it is at the first parent (base-STACK.json).
# A base that cannot be planned is no reason to fail: this may be the change that mends it.
source "$(dirname "$0")/lib.sh"

out=$(mkdir -p "${1:?usage: plan-both.sh OUT}" && cd "$1" && pwd)
base=$(mktemp -d)
trap 'git worktree remove --force "$base/tree" 2> /dev/null || true; rm -rf "$base"' EXIT

# The same day for both, or every expiry would differ at midnight.
SOURCE_DATE_EPOCH=$(date -u -d "$(date -u +%F)" +%s)
export SOURCE_DATE_EPOCH

failed=()
for stack in "${STACKS[@]}"; do
  [ -f "Pulumi.$stack.yaml" ] || continue
  strongroom plan --stack "$stack" --out "$out/head-$stack.json" | quoted || failed+=("$stack")
done

git worktree add --quiet --detach "$base/tree" HEAD^1
if cmp -s package-lock.json "$base/tree/package-lock.json"; then
  ln -s "$PWD/node_modules" "$base/tree/node_modules"
else
  (cd "$base/tree" && npm ci --ignore-scripts) | quoted
fi
for stack in "${STACKS[@]}"; do
  [ -f "$base/tree/Pulumi.$stack.yaml" ] || continue
  (cd "$base/tree" && strongroom plan --stack "$stack" --out "$out/base-$stack.json") | quoted ||
    say "the base of $stack could not be planned"
done

[ ${#failed[@]} -eq 0 ] || die "no plan of ${failed[*]}"
