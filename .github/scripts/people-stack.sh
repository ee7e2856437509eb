#!/usr/bin/env bash
# people-stack.sh STACK: ends with 1 unless STACK is one of groups of people, and its environment lets nobody approve a run that they
# have started themselves. A required reviewer is no use where the one who starts is one of them.
# Source: GitHub, REST reference, "Get an environment" (needs the right to read actions).
source "$(dirname "$0")/lib.sh"

stack=${1:?usage: people-stack.sh STACK}
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
[[ $stack =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$ ]] || die "the stack has a name that cannot be right"

names=$(strongroom stacks --people)
grep --quiet --line-regexp --fixed-strings -- "$stack" <<< "$names" ||
  die "$stack is no stack of people (strongroom:part \"people\"); there are: ${names//$'\n'/, }"

rules=$(gh api "repos/$repository/environments/$stack") || die "the environment $stack cannot be read; make it, with required reviewers"
jq --exit-status '
  [.protection_rules[]? | select(.type == "required_reviewers")]
  | any((.reviewers | length) > 0 and .prevent_self_review == true)' <<< "$rules" > /dev/null ||
  die "the environment $stack lets a run start without another person's approval: name required reviewers, and prevent self-review"
say "$stack: another person approves"
