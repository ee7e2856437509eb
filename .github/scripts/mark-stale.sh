#!/usr/bin/env bash
# mark-stale.sh: takes back what no longer holds. Of NUMBER, or of every open pull request onto BRANCH: where base or head is not
# what our comment compared, the comment says so, and the commit's check waits.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/pull-request.sh"

repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
if [ -n "${NUMBER:-}" ]; then
  numbers=$(need NUMBER '[1-9][0-9]{0,9}')
else
  branch=$(need BRANCH '[A-Za-z0-9._/-]+')
  numbers=$(gh api --method GET --paginate "repos/$repository/pulls" -f state=open -f "base=$branch" -f per_page=100 --jq '.[].number')
fi

while IFS= read -r number; do
  [[ $number =~ ^[1-9][0-9]{0,9}$ ]] || continue
  pull=$(gh api "repos/$repository/pulls/$number")
  base=$(base_of "$pull")
  head=$(jq -r .head.sha <<< "$pull")
  [[ $head =~ ^[0-9a-f]{40}$ ]] || die "GitHub names no head of $number"
  own=$(own_comment "$number")
  [ -n "$own" ] || continue
  case $own in
    *" base=$base head=$head -->") continue ;;
  esac
  [[ $own == *' outcome=stale -->' ]] || gh api --method PATCH "repos/$repository/issues/comments/${own%% *}" -F "body=@$(dirname "$0")/stale.md" --silent
  status "$head" pending "base or head has moved on: a person must look"
done <<< "$numbers"
