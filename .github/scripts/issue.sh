# Opening an issue, or bringing the open one up to date. Sourced by those that write issues.
# shellcheck shell=bash

# shellcheck source=.github/scripts/fenced.sh
source "$(dirname "${BASH_SOURCE[0]}")/fenced.sh"

if [ -n "${PROJECT_URL:-}" ]; then
  # shellcheck source=.github/scripts/work-item.sh
  source "$(dirname "${BASH_SOURCE[0]}")/work-item.sh"
else
  repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')

  # The number of our own open issue with this title; nothing where there is none.
  open_issue() {
    gh api --method GET --paginate "repos/$repository/issues" -f state=open -f 'creator=github-actions[bot]' -f per_page=100 |
      jq -r --arg title "$1" '.[] | select(.title == $title and (has("pull_request") | not)) | .number' | sed -n 1p
  }

  # write_issue TITLE FILE
  write_issue() {
    local number
    number=$(open_issue "$1")
    if [[ $number =~ ^[0-9]+$ ]]; then
      gh api --method PATCH "repos/$repository/issues/$number" -F "body=@$2" --silent
    else
      gh api --method POST "repos/$repository/issues" -f "title=$1" -F "body=@$2" --silent
    fi
  }

  # close_issue TITLE
  close_issue() {
    local number
    number=$(open_issue "$1")
    [[ $number =~ ^[0-9]+$ ]] || return 0
    gh api --method PATCH "repos/$repository/issues/$number" -f state=closed -f state_reason=completed --silent
  }
fi
