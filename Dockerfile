# The reference homeserver and the command in one image:
#
#     docker build --tag futures-conformance .
#     docker run --rm futures-conformance run --target https://staging.example.org
#     docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD/reports:/reports" futures-conformance \
#       run --target https://staging.example.org --html report.html
#     docker run --rm --publish 127.0.0.1:8008:8008 futures-conformance serve --host 0.0.0.0
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run prepare && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /opt/futures-conformance
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/scripts/launch.mjs scripts/launch.mjs
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/docs docs
# Reports go to the working directory, which is there to be mounted.
WORKDIR /reports
RUN chown 1000:1000 /reports
USER 1000:1000
EXPOSE 8008
ENTRYPOINT ["node", "/opt/futures-conformance/scripts/launch.mjs"]
CMD ["--help"]
