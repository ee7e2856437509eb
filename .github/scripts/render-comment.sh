#!/usr/bin/env bash
# render-comment.sh PLANS OUT: one comment from the plans of base and head. The text comes from `strongroom plan diff`, which
# knows that names are hostile; nothing of a plan is put into it here. OWN_CODE=true adds who made the plans, POLICY=true that the
# policy changes.
source "$(dirname "$0")/lib.sh"

plans=${1:?usage: render-comment.sh PLANS OUT}
out=${2:?usage: render-comment.sh PLANS OUT}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

approval=()
compared=0
for stack in "${STACKS[@]}"; do
  head=$plans/head-$stack.json
  base=$plans/base-$stack.json
  [ -s "$head" ] || [ -s "$base" ] || continue
  printf '\n## %s\n\n' "$stack" >> "$work/body"
  if [ ! -s "$head" ]; then
    echo "This change leaves **$stack** without a plan; the run says why." >> "$work/body"
    continue
  fi
  if [ ! -s "$base" ]; then
    echo "The base of **$stack** could not be planned, so what changes is not known." >> "$work/body"
    continue
  fi
  code=0
  strongroom plan diff "$base" "$head" --markdown > "$work/part" 2> "$work/errors" || code=$?
  quoted < "$work/errors"
  case $code in
    0) ;;
    2) approval+=("$stack") ;;
    *)
      echo "The plans of **$stack** cannot be compared; the run of this comment says why." >> "$work/body"
      continue
      ;;
  esac
  compared=$((compared + 1))
  # Its own headings say what ours have said already.
  sed -i -e '1{/^## /d}' -e "/^### \`$stack\`\$/d" "$work/part"
  cut_lines "$work/part" "$((MAX_BODY_BYTES / ${#STACKS[@]}))" >> "$work/body"
done

{
  echo '<!-- strongroom: plan -->'
  echo '# What this changes'
  echo
  if [ ${#approval[@]} -gt 0 ]; then
    echo '> [!IMPORTANT]'
    echo "> A person must approve this in ${approval[*]}: access widens, another group stands behind a name, something protected goes, protection or an encryption key is taken away, or an exception is added."
  elif [ "$compared" -gt 0 ] && [ "${POLICY:-}" = true ]; then
    echo 'The plans need no more than the usual review; the policy does.'
  elif [ "$compared" -gt 0 ]; then
    echo 'Nothing here needs more than the usual review.'
  else
    echo 'There is no plan to compare: the run of the pull request says why.'
  fi
  if [ "${POLICY:-}" = true ]; then
    echo
    echo '> [!IMPORTANT]'
    echo '> `policy.yaml` changes, and no plan shows that: a person must approve its exceptions and what it no longer enforces.'
  fi
  if [ "${OWN_CODE:-}" = true ]; then
    echo
    echo '> [!WARNING]'
    echo '> More than manifests and settings changes, and the plans were made by that very code. Read the code first.'
  fi
  [ ! -s "$work/body" ] || cat "$work/body"
} > "$out"
