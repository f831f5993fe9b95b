# The Debian package, and what it depends on.
#
#     docker build -t wattmap .
#     docker run --rm -e NETBOX_URL -e NETBOX_TOKEN wattmap trace core-sw01 -o - --format svg >core-sw01.svg
#     docker run --rm -e NETBOX_URL -e NETBOX_TOKEN -v /srv/wiki/power:/out wattmap atlas -o /out/atlas
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make dpkg-dev binutils xz-utils
WORKDIR /src
COPY mk mk
COPY Makefile .
RUN make deps
COPY . .
RUN make -j"$(nproc)" && mkdir /package && make -s deb && mv build/*.deb /package/wattmap.deb

FROM debian:12-slim
RUN --mount=type=bind,from=build,source=/package,target=/package \
    apt-get update && apt-get install -y --no-install-recommends /package/wattmap.deb ca-certificates && \
    rm -rf /var/lib/apt/lists/*
USER nobody
ENTRYPOINT ["wattmap"]
