#!/usr/bin/env bash
# drift-issues.sh DIR: an issue for each stack that drifted or could not be looked at; closes the issue of a stack that is clean.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/issue.sh"

folder=${1:?usage: drift-issues.sh DIR}
run=$(need RUN_URL 'https://[A-Za-z0-9./_?=%-]+')
work=$(mktemp -d)
names=$(stack_names)
mapfile -t stacks <<< "$names"
trap 'rm -rf "$work"' EXIT

for stack in "${stacks[@]}"; do
  title="Drift in $stack"
  state=failed
  [ ! -f "$folder/$stack.state" ] || state=$(cat "$folder/$stack.state")
  if [ "$state" = clean ]; then
    close_issue "$title"
    continue
  fi
  text=$work/$stack.txt
  : > "$text"
  [ ! -f "$folder/$stack.txt" ] || cut_lines "$folder/$stack.txt" "$MAX_BODY_BYTES" > "$text"
  {
    if [ "$state" = drift ]; then
      echo "What is deployed in **$stack** is not what the program says. Somebody changed it by hand, or a deployment stopped half-way."
      echo
      echo "- [ ] Find out who and why: the activity log names them (docs/operate.md)"
      echo "- [ ] Keep the change: put it into the program or a manifest. Or undo it: deploy again"
    else
      echo "Whether **$stack** has drifted is not known: the preview failed or never ran."
    fi
    echo
    echo "Run: $run"
    echo
    fenced "$text"
  } > "$work/body"
  write_issue "$title" "$work/body"
done
