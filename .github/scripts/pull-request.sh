# A pull request's base, and our comment on it. Sourced by those that ask GitHub.
# shellcheck shell=bash

# Where the base branch is now, of a pull request as GitHub describes it: `base.sha` is where it was when somebody last pushed.
base_of() {
  local ref tip
  ref=$(jq -r .base.ref <<< "$1")
  tip=$(jq -r .base.sha <<< "$1")
  if [[ $ref =~ ^[A-Za-z0-9._/-]+$ ]]; then
    tip=$(gh api "repos/$repository/git/ref/heads/$ref" --jq .object.sha) || tip=none
  fi
  [[ $tip =~ ^[0-9a-f]{40}$ ]] || tip=0000000000000000000000000000000000000000
  printf '%s' "$tip"
}

# own_comment NUMBER: the id and the first line of our comment, nothing where there is none. Only our own: somebody else may have
# copied how it begins. The first of several is cut off here and not by `head`, which may end before gh has written the rest.
own_comment() {
  local own
  own=$(gh api --paginate "repos/$repository/issues/$1/comments?per_page=100" --jq \
    '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("<!-- strongroom: plan"))) | "\(.id) \(.body | split("\n")[0])"')
  printf '%s' "${own%%$'\n'*}"
}

# status SHA STATE TEXT: what the commit's check says.
status() {
  gh api --method POST "repos/$repository/statuses/$1" --silent -f "state=$2" -f context=strongroom/plan -f "description=$3"
}
