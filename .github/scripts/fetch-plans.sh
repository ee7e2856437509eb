#!/usr/bin/env bash
# fetch-plans.sh OUT: takes the plans out of the artifact of another run, which a stranger's code has made. Only names of the form
# that we expect are read, none further than its limit, and no path inside the archive decides where anything is written. What is
# too large stays here cut off, so that it is found to be broken and never left out.
source "$(dirname "$0")/lib.sh"

out=${1:?usage: fetch-plans.sh OUT}
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
run=$(need RUN_ID '[0-9]+')
# Bytes of one plan, of all, and how many files: a stack of some thousand applications stays below the first.
one="${MAX_PLAN_BYTES:-268435456}"
all="${MAX_PLANS_BYTES:-4294967296}"
most=500
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

artifact=$(gh api "repos/$repository/actions/runs/$run/artifacts?per_page=100" --jq \
  "[.artifacts[] | select(.name == \"plans\" and .expired == false and .size_in_bytes <= $all) | .id] | if length == 1 then .[0] else empty end")
if ! [[ $artifact =~ ^[0-9]+$ ]]; then
  say "the run has left no plans, or too large ones"
  exit 0
fi
gh api "repos/$repository/actions/artifacts/$artifact/zip" > "$work/plans.zip"

names=$( (unzip -Z1 "$work/plans.zip" 2> /dev/null || true) | grep -E '^(pair|(base|head)-[A-Za-z0-9_][A-Za-z0-9_.-]{0,99})\.json$' | sort -u | head -n "$most" || true)
total=0
while IFS= read -r name; do
  [ -n "$name" ] || continue
  left=$((all - total))
  [ "$left" -gt 0 ] || die "the plans are larger than $all bytes in all"
  # One byte more than allowed tells what is too long; the writer of a longer one is stopped by the closed pipe.
  { unzip -p "$work/plans.zip" "$name" 2> /dev/null || true; } | head -c "$((one + 1))" > "$out/$name" || true
  size=$(wc -c < "$out/$name")
  total=$((total + size))
  if [ "$size" -gt "$one" ]; then
    say "$name is larger than $one bytes: nobody compares it"
    # Half a document is none.
    head -c 1 "$out/$name" > "$work/cut" && mv "$work/cut" "$out/$name"
  fi
done <<< "$names"
