# Text of others inside Markdown. Sourced by those that write summaries and issues.
# shellcheck shell=bash

# A block of text in which nothing is Markdown: its fence is longer than any run of backticks inside.
fenced() {
  local fence='````'
  while grep -qF -- "$fence" "$1"; do fence+='`'; done
  printf '%stext\n' "$fence"
  cat "$1"
  printf '\n%s\n' "$fence"
}
