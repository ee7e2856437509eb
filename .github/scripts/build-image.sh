#!/usr/bin/env bash
# build-image.sh: builds the image of the jobs from this work tree, pushes it to IMAGE, signs it and attests what is in it. Gives
# out its digest, by which alone settings name it.
source "$(dirname "$0")/lib.sh"

image=$(need IMAGE '[a-z0-9][a-z0-9-]*\.azurecr\.(io|us|cn)/[a-z0-9][a-z0-9._/-]*')
revision=$(need REVISION '[0-9a-f]{40}')

az acr login --name "${image%%.*}" > /dev/null
# BuildKit writes down how it was built, and from what, beside the image.
docker buildx build --push --pull --provenance=mode=max --sbom=true --metadata-file build.json \
  --label "org.opencontainers.image.revision=$revision" --tag "$image:$revision" .
digest=$(jq --raw-output '."containerimage.digest" // empty' build.json)
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || die "the build gave no digest"

# By its digest: a tag may name another image a moment later. Both are keyless: Sigstore knows this workflow by its token.
cosign sign --yes "$image@$digest"
npm sbom --sbom-format cyclonedx --omit dev > sbom.json
cosign attest --yes --type cyclonedx --predicate sbom.json "$image@$digest"
printf 'digest=%s\n' "$digest" >> "$GITHUB_OUTPUT"
