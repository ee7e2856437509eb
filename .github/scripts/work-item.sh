# Azure DevOps' work items in place of GitHub's issues, by its REST API 7.1 (learn: "Work Items - Create", "Wiql - Query By Wiql",
# "Work Item Type States - List"). Sourced by issue.sh. A task is a type of every process of Azure DevOps.
# shellcheck shell=bash

# https://dev.azure.com/ORGANIZATION/PROJECT
project=$(need PROJECT_URL 'https://[A-Za-z0-9./_%-]+')
: "${SYSTEM_ACCESSTOKEN:?work-item: the pipeline gave no token}"

# api METHOD PATH TYPE: the body comes from standard input. The token is no argument, which other processes could read.
api() {
  curl --fail --silent --show-error --request "$1" --header @<(printf 'Authorization: Bearer %s' "$SYSTEM_ACCESSTOKEN") \
    --header "Content-Type: $3" --data-binary @- "$project/_apis/wit/$2?api-version=7.1"
}

# Names of the states in which nothing is left to do: each process has its own.
closed_states() {
  curl --fail --silent --show-error --header @<(printf 'Authorization: Bearer %s' "$SYSTEM_ACCESSTOKEN") \
    "$project/_apis/wit/workitemtypes/Task/states?api-version=7.1" |
    jq -c '[.value[] | select(.category == "Completed" or .category == "Removed")] | sort_by(.category) | map(.name)'
}

# The number of our own open task with this title; nothing where there is none.
open_issue() {
  local closed
  closed=$(closed_states)
  jq -n --arg title "$1" --argjson closed "$closed" '
    def text: "'"'"'" + gsub("'"'"'"; "'"'"''"'"'") + "'"'"'";
    { query: ("SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '"'"'strongroom'"'"'"
      + " AND [System.Title] = " + ($title | text) + " AND [System.State] NOT IN (" + ($closed | map(text) | join(", ")) + ")") }' |
    api POST wiql application/json | jq -r '.workItems[].id' | sed -n 1p
}

# write_issue TITLE FILE. A description is HTML: the text is shown as it is.
write_issue() {
  local number fields
  number=$(open_issue "$1")
  fields=$(jq -n --arg title "$1" --rawfile text "$2" '[
    ["System.Title", $title], ["System.Tags", "strongroom"], ["System.Description", "<pre>" + ($text | @html) + "</pre>"]
  ] | map({ op: "add", path: ("/fields/" + .[0]), value: .[1] })')
  if [[ $number =~ ^[0-9]+$ ]]; then
    api PATCH "workitems/$number" application/json-patch+json <<< "$fields" > /dev/null
  else
    # shellcheck disable=SC2016 # the dollar belongs to the address
    api POST 'workitems/$Task' application/json-patch+json <<< "$fields" > /dev/null
  fi
}

# close_issue TITLE
close_issue() {
  local number
  number=$(open_issue "$1")
  [[ $number =~ ^[0-9]+$ ]] || return 0
  jq -n --argjson closed "$(closed_states)" '[{ op: "add", path: "/fields/System.State", value: $closed[0] }]' |
    api PATCH "workitems/$number" application/json-patch+json > /dev/null
}
