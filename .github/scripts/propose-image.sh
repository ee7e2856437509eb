#!/usr/bin/env bash
# propose-image.sh: writes the digest of a new image (IMAGE, DIGEST) into the settings that name an older one, and opens a pull
# request with that. GitHub makes the commit itself, so it is signed, and no token has to lie in the work tree.
source "$(dirname "$0")/lib.sh"

image=$(need IMAGE '[a-z0-9][a-z0-9-]*\.azurecr\.(io|us|cn)/[a-z0-9][a-z0-9._/-]*')
digest=$(need DIGEST 'sha256:[0-9a-f]{64}')
revision=$(need REVISION '[0-9a-f]{40}')
repository=$(need REPOSITORY '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+')
base=$(need BASE '[A-Za-z0-9._/-]+')

changed=()
for file in Pulumi.*.yaml; do
  before=$(sha256sum "$file")
  # What comes before the name ends a word, so that no other registry's name ends in it.
  sed --in-place --regexp-extended "s#(^|[[:space:]\"'])${image//./\\.}@sha256:[0-9a-f]{64}#\1${image}@${digest}#" "$file"
  [ "$before" = "$(sha256sum "$file")" ] || changed+=("$file")
done
if [ ${#changed[@]} = 0 ]; then
  say "no stack's settings name another digest of $image: nothing to propose"
  exit 0
fi

branch="image-${digest:7:12}"
if gh api "repos/$repository/git/ref/heads/$branch" --silent 2> /dev/null; then
  say "$branch is there already"
  exit 0
fi
gh api "repos/$repository/git/refs" --silent -f "ref=refs/heads/$branch" -f "sha=$revision"
additions='[]'
for file in "${changed[@]}"; do
  additions=$(jq --compact-output --arg path "$file" --arg contents "$(base64 --wrap 0 "$file")" \
    '. + [{path: $path, contents: $contents}]' <<< "$additions")
done
# shellcheck disable=SC2016 # GraphQL's variables, not the shell's
jq --null-input --arg repository "$repository" --arg branch "$branch" --arg head "$revision" --argjson additions "$additions" '{
  query: "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
  variables: { input: {
    branch: { repositoryNameWithOwner: $repository, branchName: $branch },
    expectedHeadOid: $head,
    message: { headline: "The jobs run the image of \($head[0:12])" },
    fileChanges: { additions: $additions }
  } }
}' | gh api graphql --silent --input -
gh pr create --repo "$repository" --base "$base" --head "$branch" --title "The jobs run the image of ${revision:0:12}" \
  --body "Built from $revision, signed and attested: \`cosign verify\` and \`cosign verify-attestation\` (docs/jobs.md) say by whom."
