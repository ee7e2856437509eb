#!/usr/bin/env bash
# access.sh STACK OUT: the access matrix of a stack and what of it deserves a look, as JSON.
source "$(dirname "$0")/lib.sh"

stack=${1:?usage: access.sh STACK OUT}
out=${2:?usage: access.sh STACK OUT}
mkdir -p "$out"
strongroom access --stack "$stack" --json > "$out/$stack.json"
