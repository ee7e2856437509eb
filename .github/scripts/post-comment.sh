#!/usr/bin/env bash
# post-comment.sh FILE: writes the comment, or brings the one that is there up to date. An older run stays silent.
source "$(dirname "$0")/lib.sh"

file=${1:?usage: post-comment.sh FILE}
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
number=$(need NUMBER '[1-9][0-9]{0,9}')
sha=$(need HEAD_SHA '[0-9a-f]{40}')
marker='<!-- strongroom: plan -->'
[ "$(head -n 1 "$file")" = "$marker" ] || die "$file is not the comment that render-comment.sh writes"

now=$(gh api "repos/$repository/pulls/$number" --jq .head.sha)
if [ "$now" != "$sha" ]; then
  say "the pull request has moved on; its newer run will speak"
  exit 0
fi

# Only our own comment: somebody else may have copied the marker. The first of several is cut off here and not by `head`,
# which may end before gh has written the rest, and make it fail.
own=$(gh api --paginate "repos/$repository/issues/$number/comments?per_page=100" --jq \
  ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id")
own=${own%%$'\n'*}
if [[ $own =~ ^[0-9]+$ ]]; then
  gh api --method PATCH "repos/$repository/issues/comments/$own" -F "body=@$file" --silent
else
  gh api --method POST "repos/$repository/issues/$number/comments" -F "body=@$file" --silent
fi
