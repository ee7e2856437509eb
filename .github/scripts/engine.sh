#!/usr/bin/env bash
# engine.sh preview|up STACK: Pulumi with the policy pack, its output through the door: it names what manifests, settings and
# Azure's errors say. `PULUMI` names the CLI. On GitHub the output also becomes the summary of the job.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/fenced.sh"

command=${1:?usage: engine.sh preview|up STACK}
stack=${2:?usage: engine.sh preview|up STACK}
case $command in
  preview) flags=() ;;
  up) flags=(--yes) ;;
  *) die "$command is neither preview nor up" ;;
esac
shown=$(mktemp)
trap 'rm -f "$shown"' EXIT

node policy/print-pack-config.ts policy.yaml "Pulumi.$stack.yaml" > pack.json
code=0
"${PULUMI:-pulumi}" "$command" --stack "$stack" --policy-pack policy --policy-pack-config pack.json --suppress-outputs \
  --non-interactive --color never "${flags[@]}" 2>&1 | harmless | tee "$shown" || code=$?

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  # GitHub takes up to 1 MiB for the summary of a step.
  cut_lines "$shown" 900000 > "$shown.cut"
  fenced "$shown.cut" >> "$GITHUB_STEP_SUMMARY"
  rm -f "$shown.cut"
fi
exit "$code"
