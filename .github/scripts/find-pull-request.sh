#!/usr/bin/env bash
# Finds the open pull request whose head the finished run tested, from GitHub and not from anything that the run left behind.
# Sets `number`, `pair` (base..head as they are now), `branch` (whether the base is the branch that is deployed) and `code` (yes, no
# or unknown: whether more than manifests and settings changes); sets nothing where there is no such pull request.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/pull-request.sh"

repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
sha=$(need HEAD_SHA '[0-9a-f]{40}')
owner=$(need HEAD_OWNER '[A-Za-z0-9_-]+')
# A branch's name may hold nearly anything: gh encodes it, and it goes nowhere else.
branch=${HEAD_BRANCH:?}

pulls=$(gh api --method GET "repos/$repository/pulls" -f state=open -f "head=$owner:$branch" -f per_page=100)
number=$(jq -r --arg sha "$sha" '[.[] | select(.head.sha == $sha) | .number] | if length == 1 then .[0] else empty end' <<< "$pulls")
if ! [[ $number =~ ^[1-9][0-9]{0,9}$ ]]; then
  say "no open pull request, or more than one, has this head now: nothing to say"
  exit 0
fi

pull=$(gh api "repos/$repository/pulls/$number")
base=$(base_of "$pull")
deployed=$(jq -r 'if .base.ref == .base.repo.default_branch then "deployed" else "other" end' <<< "$pull")

# Names as JSON: one may hold a line break. GitHub lists 3,000 files and no more (REST API: list pull requests files), and says
# elsewhere how many there are.
files=$(gh api --paginate "repos/$repository/pulls/$number/files?per_page=100" --jq \
  '.[] | { name: .filename, was: (.previous_filename // null) }')
code=$(jq -r -s --argjson count "$(jq '.changed_files // -1' <<< "$pull")" '
  def plain: test("\\A(apps/[^/\n]+[.]yaml|Pulumi[.][A-Za-z0-9_-][A-Za-z0-9_.-]*[.]yaml|policy[.]yaml)\\z");
  if length != $count then "unknown"
  elif any(.[]; (.name | plain | not) or (.was != null and (.was | plain | not))) then "yes"
  else "no" end' <<< "$files")

{
  echo "number=$number"
  echo "pair=$base..$sha"
  echo "branch=$deployed"
  echo "code=$code"
} >> "${GITHUB_OUTPUT:?}"
