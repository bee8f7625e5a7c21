#!/usr/bin/env bash
# Every check of the project, the same on a desk and in CI. Stops at the first that fails.
set -euo pipefail
cd "$(dirname "$0")"

step() { printf '\n== %s\n' "$*"; }

step formatting
unformatted=$(gofmt -l $(git ls-files '*.go'))
[ -z "$unformatted" ] || { echo "run gofmt -w on: $unformatted"; exit 1; }

step go.mod is tidy
go mod tidy -diff

step generated pages are fresh
before=$(git hash-object $(git ls-files 'views/*_templ.go'))
go tool templ fmt -fail views
go tool templ generate -path views >/dev/null
[ "$before" = "$(git hash-object $(git ls-files 'views/*_templ.go'))" ] || { echo "views: commit what 'go tool templ generate' wrote"; exit 1; }

step vet
go vet ./...

step staticcheck
go tool staticcheck ./...

step known vulnerabilities
if ! report=$(go tool govulncheck ./... 2>&1); then
  case $report in
    *'govulncheck: fetching vulnerabilities:'*) echo 'not checked: the database of vulnerabilities cannot be reached from here' ;;
    *) echo "$report"; exit 1 ;;
  esac
fi

step the build is reproducible
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$scratch"
for tree in . "$scratch"; do
  (cd "$tree" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$scratch/errdex.out" ./cmd/errdex && sha256sum <"$scratch/errdex.out")
done | sort -u | awk 'END { if (NR != 1) { print "two builds of the same files differ"; exit 1 } }'

step the benchmark command
# A module of its own: none of the above has seen it.
go build -o "$scratch/staticcheck" honnef.co/go/tools/cmd/staticcheck
(cd bench && go mod tidy -diff && go vet ./... && "$scratch/staticcheck" ./... && bash -n run && go test -count=1 ./...)

step the list of modules in the binary
sbom=$(realpath -m "${ERRDEX_SBOM:-$scratch/errdex.cdx.json}") # where to keep it, in CycloneDX's format
go tool -C .ci/sbom cyclonedx-gomod bin -json -std -version "$(git describe --tags --always)" -output "$sbom" "$scratch/errdex.out" 2>/dev/null
diff <(jq -r '.components[] | select(.name != "std") | "\(.name) \(.version)"' "$sbom" | sort) \
  <(go version -m "$scratch/errdex.out" | awk '$1 == "dep" { print $2, $3 }' | sort) \
  || { echo "the list and the binary differ"; exit 1; }
jq -e '.bomFormat == "CycloneDX" and (.components | length > 20)' "$sbom" >/dev/null

step what another scanner for secrets finds is cut
(cd redact/oracle && go mod tidy -diff && go vet ./... && go test ./...)

step content lint
go run ./cmd/errdex lint

step fuzz, a few seconds each
# A number of tries and not a time: when the time is up, go test now and then takes the try under way for a failure.
for target in $(grep -rhoE '^func (Fuzz[A-Za-z]+)' --include='*_test.go' . | awk '{print $2}'); do
  package=$(dirname "$(grep -rlE "^func $target\(" --include='*_test.go' .)")
  if ! report=$(go test -run '^$' -fuzz "^$target\$" -fuzztime 10000x "$package" 2>&1); then
    echo "$report"
    exit 1
  fi
  echo "$target: $(grep -o 'execs: [0-9]*' <<<"$report" | tail -n 1)"
done

step benchmarks run
go test -run '^$' -bench . -benchtime 1x ./...

step tests
go test -count=1 -timeout 30m ./...

step tests with the race detector
# Without the browser: its tests have just run, and what they ask of the server other tests ask too.
go test -count=1 -race -short -timeout 40m ./...

printf '\nall checks passed\n'
