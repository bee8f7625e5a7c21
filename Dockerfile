# Two stages: a static binary, then nothing but it. Content, pages and migrations are inside the binary.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w" -o /errdex ./cmd/errdex \
 && mkdir -m 0700 /data

FROM scratch
COPY --from=build /errdex /errdex
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV ERRDEX_DATA=/data ERRDEX_ADDR=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=4s --start-period=5s CMD ["/errdex", "healthcheck"]
ENTRYPOINT ["/errdex"]
CMD ["serve"]
