# What the scripts share. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

# GitHub refuses a longer comment or issue (65,536 characters); the rest of the room is for our own sentences.
MAX_BODY_BYTES=60000

strongroom() {
  node cli/strongroom.mjs "$@"
}

# Names of the stacks, one a line, in the order of their deployment: those that an earlier job has found (STACKS), or what the
# settings say. Nowhere else is there a list.
stack_names() {
  local names name
  if [ -n "${STACKS:-}" ]; then names=$(tr ' ' '\n' <<< "$STACKS"); else names=$(strongroom stacks --names); fi
  while IFS= read -r name; do
    [[ $name =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$ ]] || die "a stack has a name that cannot be right"
  done <<< "$names"
  printf '%s\n' "$names"
}

# A sentence of ours. What others chose and it names (a status of Azure's, for example) must not be a command of a runner; this
# also runs in jobs without Node 24, so it does not take the door.
say() {
  local LC_ALL=C text="$*"
  text=${text//[^ -~]/?}
  text=${text//'##'/'# #'}
  text=${text//'##'/'# #'}
  text=${text//::/: :}
  printf '%s\n' "$text" >&2
}

die() {
  say "$(basename "$0" .sh): $*"
  exit 1
}

# Output of programs that know nothing of runners, through the door: no line of it is a command. harmless [PREFIX]
harmless() {
  node "$(dirname "${BASH_SOURCE[0]}")/../../text/through-door.ts" "$@"
}

# The same, marked as words of somebody else's.
quoted() {
  harmless '| ' >&2
}

# The value of a variable, which must look like the expression.
need() {
  local name=$1 pattern=$2
  local value="${!name:-}"
  [[ $value =~ ^($pattern)$ ]] || die "$name has a value that cannot be right"
  printf '%s' "$value"
}

# The first bytes of a file, whole lines only, with a count of what was left out.
cut_lines() {
  local file=$1 bytes=$2 total shown
  total=$(wc -l < "$file")
  if [ "$(wc -c < "$file")" -le "$bytes" ]; then
    cat "$file"
    return
  fi
  # What follows the last line's end within the limit is half a line.
  shown=$(head -c "$bytes" "$file" | wc -l)
  head -n "$shown" "$file"
  printf '\n_%s more lines are left out; the whole text is among the artifacts of the run._\n' "$((total - shown))"
}
