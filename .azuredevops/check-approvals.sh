#!/usr/bin/env bash
# check-approvals.sh ORGANIZATION PROJECT STACK…: whether the service connections that change production ask for an approval. An
# approval on an environment holds only for jobs that name it; one on the connection holds for every pipeline that uses it.
# Ends with 1 when a connection asks for none. Needs `az login`, and the right to see the connections.
# Sources: learn, "Define approvals and checks"; REST reference, Endpoints - Get Service Endpoints By Names, and Check
# Configurations - List (azure-devops-rest-7.1).
source "$(dirname "$0")/../.github/scripts/lib.sh"

organization=${1:?usage: check-approvals.sh ORGANIZATION PROJECT STACK…}
project=${2:?usage: check-approvals.sh ORGANIZATION PROJECT STACK…}
shift 2
[ $# -gt 0 ] || die "name a stack at least, such as prod"
[[ $organization =~ ^[A-Za-z0-9][A-Za-z0-9-]*$ ]] || die "the organization has a name that cannot be right"
[[ $project =~ ^[A-Za-z0-9][A-Za-z0-9\ ._-]*$ ]] || die "the project has a name that cannot be right"

# Azure DevOps, as Entra knows it (learn: Azure DevOps, use Microsoft Entra tokens).
resource=499b84ac-1321-427f-aa17-267ca6975798
base="https://dev.azure.com/$organization/${project// /%20}/_apis"

# What the connection lacks, one sentence a line; nothing where an approval of another person is asked for.
faults_of() {
  local connection=$1 endpoints id checks
  endpoints=$(az rest --method get --resource "$resource" \
    --url "$base/serviceendpoint/endpoints?endpointNames=$connection&api-version=7.1") || die "Azure DevOps did not answer"
  id=$(jq --raw-output '.value[0].id // empty' <<< "$endpoints")
  if ! [[ $id =~ ^[0-9a-f-]{36}$ ]]; then
    echo "is not there"
    return
  fi
  checks=$(az rest --method get --resource "$resource" \
    --url "$base/pipelines/checks/configurations?resourceType=endpoint&resourceId=$id&\$expand=settings&api-version=7.1-preview.1") ||
    die "Azure DevOps did not answer"
  jq --raw-output '
    [.value[]? | select(.type.name == "Approval" and (.isDisabled | not)) | .settings] as $approvals
    | if ($approvals | length) == 0 then "asks for no approval"
      elif ($approvals | any((.approvers | length) > 0 and .requesterCannotBeApprover == true)) then empty
      else "lets those who start a run approve it themselves" end' <<< "$checks"
}

faults=0
for stack in "$@"; do
  [[ $stack =~ ^[a-z][a-z0-9-]*$ ]] || die "a stack has a name that cannot be right"
  connections=("strongroom-$stack" "strongroom-$stack-databases")
  # Groups of people have no databases.
  ! grep --quiet --no-messages '^ *strongroom:part: people *$' "Pulumi.$stack.yaml" || connections=("strongroom-$stack")
  for connection in "${connections[@]}"; do
    fault=$(faults_of "$connection") || exit 1
    if [ -z "$fault" ]; then
      echo "$connection: another person approves"
    else
      faults=$((faults + 1))
      echo "$connection: $fault; set it under the connection's \"Approvals and checks\" (docs/pull-requests.md)"
    fi
  done
done
[ "$faults" = 0 ]
