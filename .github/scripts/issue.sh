# Opening an issue, or bringing the open one up to date. Sourced by those that write issues.
# shellcheck shell=bash

# The number of our own open issue with this title; nothing where there is none.
open_issue() {
  gh api --method GET --paginate "repos/$1/issues" -f state=open -f 'creator=github-actions[bot]' -f per_page=100 |
    jq -r --arg title "$2" '.[] | select(.title == $title and (has("pull_request") | not)) | .number' | head -n 1
}

# write_issue REPOSITORY TITLE FILE
write_issue() {
  local number
  number=$(open_issue "$1" "$2")
  if [[ $number =~ ^[0-9]+$ ]]; then
    gh api --method PATCH "repos/$1/issues/$number" -F "body=@$3" --silent
  else
    gh api --method POST "repos/$1/issues" -f "title=$2" -F "body=@$3" --silent
  fi
}

# close_issue REPOSITORY TITLE
close_issue() {
  local number
  number=$(open_issue "$1" "$2")
  [[ $number =~ ^[0-9]+$ ]] || return 0
  gh api --method PATCH "repos/$1/issues/$number" -f state=closed -f state_reason=completed --silent
}

# A block of text in which nothing is Markdown: its fence is longer than any run of backticks inside.
fenced() {
  local fence='````'
  while grep -qF -- "$fence" "$1"; do fence+='`'; done
  printf '%stext\n' "$fence"
  cat "$1"
  printf '\n%s\n' "$fence"
}
