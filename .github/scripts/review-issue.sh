#!/usr/bin/env bash
# review-issue.sh DIR: one issue for the quarter, with a box for every finding and for every principal. Names come from Azure
# and from manifests: each is shown as code, without what could end it.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/issue.sh"

folder=${1:?usage: review-issue.sh DIR}
run=$(need RUN_URL 'https://[A-Za-z0-9./_?=%-]+')
title="Access review $(date -u +%Y)-Q$((($(date -u +%-m) + 2) / 3))"
work=$(mktemp -d)
names=$(stack_names)
mapfile -t stacks <<< "$names"
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2016 # jq's own variables
CLEAN='def code: "`" + (tostring | gsub("[\u0000-\u001f\u007f-\u009f\u2028\u2029`]"; " ") | .[0:300]) + "`";'

{
  echo "Who may do what, as it is deployed. Tick what you have looked at; what should not be, take out of the manifest or the stack."
  echo
  echo "Run: $run (the whole matrix is among its artifacts)"
  for stack in "${stacks[@]}"; do
    printf '\n## %s\n\n' "$stack"
    if ! jq -e '(.rows | type) == "array"' "$folder/$stack.json" > /dev/null 2>&1; then
      echo "- [ ] The access of $stack could not be read: look at the run"
      continue
    fi
    jq -r "$CLEAN"' .notes[]? | "> " + code' "$folder/$stack.json"
    jq -r "$CLEAN"' .findings[] | "- [ ] **" + .weight + "** " + (.message | code)' "$folder/$stack.json"
    jq -r "$CLEAN"' .differences[]?.difference | (.gained[] | "- [ ] **not deployed yet** " + ("\(.principal): \(.role) on \(.object)" | code)),
      (.lost[] | "- [ ] **not in the program** " + ("\(.principal): \(.role) on \(.object)" | code))' "$folder/$stack.json"
    jq -r "$CLEAN"' .rows | group_by(.principal)[] | "- [ ] " + (.[0].principal | code) + ": " +
      ([.[] | "\(.role) on \(.object)" | code] | unique | .[0:20] | join(", ")) + (if length > 20 then ", and more" else "" end)' "$folder/$stack.json"
  done
} > "$work/all"
cut_lines "$work/all" "$MAX_BODY_BYTES" > "$work/body"
write_issue "$title" "$work/body"
