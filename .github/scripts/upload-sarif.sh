#!/usr/bin/env bash
# upload-sarif.sh DIR: each STACK.sarif becomes alerts on the pull request, in a category of its own so that one stack's do not
# close another's. GitHub takes it gzipped and in Base64 (REST API: upload an analysis as SARIF data).
source "$(dirname "$0")/lib.sh"

folder=${1:?usage: upload-sarif.sh DIR}
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
number=$(need NUMBER '[1-9][0-9]{0,9}')
sha=$(need HEAD_SHA '[0-9a-f]{40}')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file in "$folder"/*.sarif; do
  [ -s "$file" ] || continue
  stack=$(basename "$file" .sarif)
  jq --arg id "strongroom/$stack/" '.runs[].automationDetails = { id: $id }' "$file" | gzip -c | base64 -w 0 > "$work/sarif"
  gh api --method POST "repos/$repository/code-scanning/sarifs" --silent \
    -f "commit_sha=$sha" -f "ref=refs/pull/$number/head" -F "sarif=@$work/sarif"
done
