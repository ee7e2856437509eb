#!/usr/bin/env bash
# wave-goes-on.sh: fails where as many stacks of this run have failed as may fail (MAX_FAILURES), so that no further one begins. Those that
# are under way go on to their end: a deployment that is stopped half-way is worse than one that fails.
source "$(dirname "$0")/lib.sh"

repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
run=$(need RUN_ID '[1-9][0-9]{0,19}')
most=$(need MAX_FAILURES '[1-9][0-9]{0,3}')

# Of each stack one job fails at most, since what follows it waits for it. "latest": a run that is resumed begins to count anew.
failed=$(gh api --method GET --paginate "repos/$repository/actions/runs/$run/jobs" -f filter=latest -f per_page=100 \
  --jq '.jobs[] | select(.conclusion == "failure" or .conclusion == "timed_out") | .id' | grep -c . || true)
[ "$failed" -lt "$most" ] ||
  die "$failed of this run's stacks have failed, and no further one begins (MAX_FAILURES is $most); mend what failed, then re-run the failed jobs"
