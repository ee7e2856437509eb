#!/usr/bin/env bash
# Finds the open pull request whose head the finished run tested, from GitHub and not from anything that the run left behind.
# Sets `number`, `code` (more than manifests and settings changes) and `policy` (policy.yaml does); sets nothing where there is no
# such pull request.
source "$(dirname "$0")/lib.sh"

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

# Names as JSON: one may hold a line break.
files=$(gh api --paginate "repos/$repository/pulls/$number/files?per_page=100" --jq \
  '.[] | .filename, (.previous_filename // empty) | @json')
changes() {
  jq -s "any(.[]; $1)" <<< "$files"
}

{
  echo "number=$number"
  echo "code=$(changes 'test("\\A(apps/[^/\n]+[.]yaml|Pulumi[.][a-z0-9-]+[.]yaml|policy[.]yaml)\\z") | not')"
  echo "policy=$(changes '. == "policy.yaml"')"
} >> "${GITHUB_OUTPUT:?}"
