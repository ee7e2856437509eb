#!/usr/bin/env bash
# isolation.sh: proves over the plans of all stacks that no environment reaches into another, and that no limit of Azure's is
# passed. Fails with the name of what does.
source "$(dirname "$0")/lib.sh"

strongroom isolation 2>&1 | quoted || die "an environment reaches into another, or a limit is passed; see above"
