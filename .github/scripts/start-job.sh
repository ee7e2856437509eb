#!/usr/bin/env bash
# start-job.sh vault|sql OUTPUTS: starts the stack's job that brings the vaults, or the users inside the databases, to what is
# declared, where the stack has one, and waits for its end: a job that failed fails the deployment. What the job says is in the
# workspace (ContainerAppConsoleLogs).
source "$(dirname "$0")/lib.sh"

what=${1:?usage: start-job.sh vault|sql OUTPUTS}
outputs=${2:?usage: start-job.sh vault|sql OUTPUTS}
# Seconds between two looks, and how often: together a little more than a job may take (components/sql/reconciler-job.ts).
wait="${WAIT:-15}"
looks="${LOOKS:-250}"
case $what in
  vault | sql) output=${what}ReconcilerJob ;;
  *) die "$what is neither vault nor sql" ;;
esac

job=$(jq --raw-output --arg output "$output" '.[$output].name // empty' "$outputs")
group=$(jq --raw-output --arg output "$output" '.[$output].resourceGroup // empty' "$outputs")
if [ -z "$job" ]; then
  say "this stack has no job for strongroom $what apply"
  exit 0
fi

execution=$(az containerapp job start --name "$job" --resource-group "$group" --query name --output tsv)
[ -n "$execution" ] || die "$job was not started"
for ((look = 0; look < looks; look++)); do
  status=$(az containerapp job execution show --name "$job" --resource-group "$group" \
    --job-execution-name "$execution" --query properties.status --output tsv)
  case $status in
    Succeeded)
      say "$job: $execution has carried out strongroom $what apply"
      exit 0
      ;;
    Running | Processing | Unknown | "") sleep "$wait" ;;
    *) die "$job: $execution ended with $status; its log in the workspace (ContainerAppConsoleLogs) says why" ;;
  esac
done
die "$job: $execution has not ended yet; look again with az containerapp job execution list"
