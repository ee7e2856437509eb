#!/usr/bin/env bash
# plan-both.sh OUT: plans every stack as it is here (head-STACK.json) and as it is at the first parent (base-STACK.json), no more of it
# than what the change touches, and writes down of which commits and stacks (pair.json). A base that cannot be planned is no reason to fail: this may be the change that
# mends it, and the comment says that nobody knows what changes.
source "$(dirname "$0")/lib.sh"

out=$(mkdir -p "${1:?usage: plan-both.sh OUT}" && cd "$1" && pwd)
base=$(mktemp -d)
trap 'git worktree remove --force "$base/tree" 2> /dev/null || true; rm -rf "$base"' EXIT

# The same day for both, or every expiry would differ at midnight.
SOURCE_DATE_EPOCH=$(date -u -d "$(date -u +%F)" +%s)
export SOURCE_DATE_EPOCH

names=$(stack_names)
mapfile -t heads <<< "$names"
failed=()

# A pull request is tested as it would be merged: its own commit is the second parent.
write_pair() {
  local tested
  tested=$(git rev-parse --verify --quiet 'HEAD^2' || git rev-parse HEAD)
  jq -n --arg base "$(git rev-parse 'HEAD^1')" --arg head "$tested" --arg bases "${bases[*]}" --arg heads "${heads[*]}" \
    '{ version: 1, base: $base, head: $head } + ({ baseStacks: $bases, headStacks: $heads } | map_values(split(" ") | map(select(. != ""))))' \
    > "$out/pair.json"
}

# Both are planned by the packages that are here: only where these are the same. Where one side cannot be planned, each is tried by itself.
if git diff --quiet 'HEAD^1' HEAD -- package-lock.json 2> /dev/null; then
  code=0
  strongroom plan diff 'HEAD^1' HEAD --plans "$out" > /dev/null 2> "$base/said" || code=$?
  # 2: a person must approve.
  if [ "$code" = 0 ] || [ "$code" = 2 ]; then
    quoted < "$base/said"
    bases=()
    for plan in "$out"/base-*.json; do
      [ ! -e "$plan" ] || { name=$(basename "$plan" .json) && bases+=("${name#base-}"); }
    done
    write_pair
    exit 0
  fi
  rm -f "$out"/base-*.json "$out"/head-*.json
fi

for stack in "${heads[@]}"; do
  strongroom plan --stack "$stack" --out "$out/head-$stack.json" | quoted || failed+=("$stack")
done

git worktree add --quiet --detach "$base/tree" HEAD^1
if cmp -s package-lock.json "$base/tree/package-lock.json"; then
  ln -s "$PWD/node_modules" "$base/tree/node_modules"
else
  (cd "$base/tree" && npm ci --ignore-scripts) | quoted
fi
command=$PWD/cli/strongroom.mjs
# By the command of here: the base may not have it yet.
if names=$(cd "$base/tree" && STACKS='' && node "$command" stacks --names); then mapfile -t bases <<< "$names"; else bases=(); fi
for stack in "${bases[@]}"; do
  [ -n "$stack" ] || continue
  (cd "$base/tree" && strongroom plan --stack "$stack" --out "$out/base-$stack.json") | quoted ||
    say "the base of $stack could not be planned"
done

write_pair

[ ${#failed[@]} -eq 0 ] || die "no plan of ${failed[*]}"
