# What the jobs inside the private network run: the `strongroom` command with what `sql`, `vault` and `rotate` need, and no engine.
# Both images are pinned by a digest that a tag cannot move; Renovate proposes the next ones. No shell, no package manager, no
# root: what is not there cannot be used.
FROM node:24-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No package runs a script of its own. What deploys is no part of a job: it could write to Azure what nobody has reviewed.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@pulumi node_modules/@grpc

FROM gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY facts ./facts
COPY text ./text
COPY components ./components
COPY cli ./cli
ENV NODE_ENV=production
# By number, so that a platform can tell that it is not root. Everything above belongs to root, and nothing is written to.
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/cli/strongroom.mjs"]
