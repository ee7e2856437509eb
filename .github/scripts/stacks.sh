#!/usr/bin/env bash
# stacks.sh [pull-request|deployed]: lines of name=JSON for the matrices of the workflows: of all stacks; of those that the pull
# request touches; or of those that anything touches that was merged since the last deployment that ended well.
source "$(dirname "$0")/lib.sh"

case "${1:-}" in
  "")
    strongroom stacks --matrix
    ;;
  pull-request)
    # A pull request is tested as it would be merged: the first parent is the base.
    strongroom stacks --matrix --affected 'HEAD^1..HEAD'
    ;;
  deployed)
    repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
    runs=$(gh api --method GET "repos/$repository/actions/workflows/deploy.yml/runs" \
      -f branch=main -f status=success -f per_page=1)
    base=$(jq -r '.workflow_runs[0].head_sha // ""' <<< "$runs")
    # What a deployment that failed has left undone is among what came after the last one that ended well.
    if [[ $base =~ ^[0-9a-f]{40}$ ]] && git merge-base --is-ancestor "$base" HEAD 2> /dev/null; then
      strongroom stacks --matrix --affected "$base..HEAD"
    else
      say "no deployment of this branch has ended well, so that every stack is deployed"
      strongroom stacks --matrix
    fi
    ;;
  *)
    die "of what: pull-request, deployed, or nothing for all"
    ;;
esac
