// Package wrk loads a server with the program of that name and reads what it found.
package wrk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// Request is what is asked, again and again.
type Request struct {
	URL    string
	Header map[string]string
	Body   []byte // not nil: it is posted
}

// Load is what came of it.
type Load struct {
	Requests float64 // that were answered
	Rate     float64 // a second
	P50, P99 time.Duration
}

// Run asks over so many connections for so many seconds. An answer that is an error makes it fail: a server that
// refuses is fast.
func Run(ctx context.Context, request Request, connections, seconds int) (Load, error) {
	directory, err := os.MkdirTemp("", "wrk")
	if err != nil {
		return Load{}, err
	}
	defer os.RemoveAll(directory) // nobody needs it any more
	arguments := []string{"-t1", fmt.Sprintf("-c%d", connections), fmt.Sprintf("-d%ds", seconds), "--latency", "--timeout", "10s"}
	for name, value := range request.Header {
		arguments = append(arguments, "-H", name+": "+value)
	}
	if request.Body != nil {
		script, err := writeScript(directory, request.Body)
		if err != nil {
			return Load{}, err
		}
		arguments = append(arguments, "-s", script)
	}
	out, err := exec.CommandContext(ctx, "wrk", append(arguments, request.URL)...).CombinedOutput()
	if err != nil {
		return Load{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	return parse(string(out))
}

// writeScript tells wrk, which speaks Lua, to post a body.
func writeScript(directory string, body []byte) (string, error) {
	paste, script := filepath.Join(directory, "body"), filepath.Join(directory, "post.lua")
	lua := fmt.Sprintf("wrk.method = \"POST\"\nwrk.body = io.open(%q, \"rb\"):read(\"*a\")\n", paste)
	return script, errors.Join(os.WriteFile(paste, body, 0o644), os.WriteFile(script, []byte(lua), 0o644))
}

var (
	percentile = regexp.MustCompile(`(?m)^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$`)
	requests   = regexp.MustCompile(`(?m)^\s+(\d+) requests in`)
	rate       = regexp.MustCompile(`(?m)^Requests/sec:\s+([\d.]+)$`)
	errorLine  = regexp.MustCompile(`(?m)^\s*(Non-2xx or 3xx responses: .*|Socket errors: .*)$`)
	units      = map[string]time.Duration{"us": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute}
)

func parse(out string) (Load, error) {
	if found := errorLine.FindStringSubmatch(out); found != nil {
		return Load{}, errors.New(found[1])
	}
	var load Load
	count, perSecond := requests.FindStringSubmatch(out), rate.FindStringSubmatch(out)
	if count == nil || perSecond == nil {
		return Load{}, fmt.Errorf("wrk says something unknown: %s", out)
	}
	load.Requests, _ = strconv.ParseFloat(count[1], 64) // the patterns take nothing but numbers
	load.Rate, _ = strconv.ParseFloat(perSecond[1], 64)
	for _, found := range percentile.FindAllStringSubmatch(out, -1) {
		value, _ := strconv.ParseFloat(found[2], 64)
		latency := time.Duration(value * float64(units[found[3]]))
		if found[1] == "50" {
			load.P50 = latency
		} else {
			load.P99 = latency
		}
	}
	if load.Requests == 0 || load.P99 == 0 {
		return Load{}, fmt.Errorf("wrk got no answer: %s", out)
	}
	return load, nil
}
