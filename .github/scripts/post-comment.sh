#!/usr/bin/env bash
# post-comment.sh FILE: writes the comment, or brings the one that is there up to date, and says on the commit that it is compared.
# An older run stays silent.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/pull-request.sh"

file=${1:?usage: post-comment.sh FILE}
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
number=$(need NUMBER '[1-9][0-9]{0,9}')
pair=$(need PAIR '[0-9a-f]{40}\.\.[0-9a-f]{40}')
marker='^<!-- strongroom: plan outcome=(none|approval|unknown)( base=[0-9a-f]{40} head=[0-9a-f]{40})? -->$'
[[ $(head -n 1 "$file") =~ $marker ]] || die "$file is not the comment that strongroom plan diff writes"
outcome=${BASH_REMATCH[1]}

pull=$(gh api "repos/$repository/pulls/$number")
now="$(base_of "$pull")..$(jq -r .head.sha <<< "$pull")"
if [ "$now" != "$pair" ]; then
  say "the pull request has moved on; its newer run will speak"
  exit 0
fi

own=$(own_comment "$number")
own=${own%% *}
if [[ $own =~ ^[0-9]+$ ]]; then
  gh api --method PATCH "repos/$repository/issues/comments/$own" -F "body=@$file" --silent
else
  gh api --method POST "repos/$repository/issues/$number/comments" -F "body=@$file" --silent
fi
case $outcome in
  none) status "${pair#*..}" success "compared with ${pair%..*}: no more than the usual review" ;;
  approval) status "${pair#*..}" success "compared with ${pair%..*}: a person must approve" ;;
  unknown) status "${pair#*..}" error "not everything could be compared: a person must look" ;;
esac
