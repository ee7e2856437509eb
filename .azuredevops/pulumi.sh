#!/usr/bin/env bash
# pulumi.sh preview|up|drift|access STACK: runs Pulumi, or what asks it, as the service connection of the AzureCLI task, by the token that the task leaves in
# idToken (`addSpnToEnvironment`). There is no secret; one in the environment means that the connection is of the old kind.
set -euo pipefail

command=${1:?usage: pulumi.sh preview|up|drift|access STACK}
stack=${2:?usage: pulumi.sh preview|up|drift|access STACK}
if [ -n "${servicePrincipalKey:-}" ]; then
  echo "##vso[task.logissue type=error]the service connection holds a secret; convert it to workload identity federation"
  exit 1
fi
if [ -z "${idToken:-}" ]; then
  echo "##vso[task.logissue type=error]the task gave no idToken; set addSpnToEnvironment and use a connection with workload identity federation"
  exit 1
fi

ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)
export ARM_USE_OIDC=true ARM_CLIENT_ID="$servicePrincipalId" ARM_TENANT_ID="$tenantId" ARM_OIDC_TOKEN="$idToken" ARM_SUBSCRIPTION_ID

# The CLI on the agent, or one prepared by the project itself.
pulumi=$(node --input-type=module -e 'import { findCli } from "./simulator/engine/cli.ts"; console.log((await findCli()).path)')
case $command in
  preview)
    PULUMI="$pulumi" .github/scripts/engine.sh preview "$stack"
    ;;
  up)
    PULUMI="$pulumi" .github/scripts/engine.sh up "$stack"
    "$pulumi" stack output --json --stack "$stack" > outputs.json
    ;;
  drift | access)
    PATH="$(dirname "$pulumi"):$PATH" ".github/scripts/$command.sh" "$stack" "$command"
    ;;
  *)
    echo "pulumi.sh: $command is none of preview, up, drift and access" >&2
    exit 1
    ;;
esac
