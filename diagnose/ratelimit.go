package diagnose

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// RateLimit is the bucket of a rate limit that refused the request, as the response headers tell.
type RateLimit struct {
	Bucket    string `json:"bucket"` // requests, tokens, input-tokens, output-tokens, or a plan's window such as five_hour
	Limit     int    `json:"limit,omitempty"`
	Remaining int    `json:"remaining"`
	ResetsAt  string `json:"resets_at,omitempty"` // RFC 3339: when the bucket is full again
	Oversized bool   `json:"oversized,omitempty"` // the bucket is full: the request is larger than all of it, so waiting does not help
}

const (
	rateLimitPrefix = "anthropic-ratelimit-"
	planPrefix      = rateLimitPrefix + "unified-" // the windows of a subscription, which every answer to a plan's token tells of
)

// buckets are the buckets that headers tell of, the most telling first: tokens is the sum or a workspace's
// share. Priority Tier and fast mode have their own.
var buckets = []struct {
	name   string
	header string // the headers' names up to -limit, -remaining and -reset
	words  string // how a message names a bucket that one request can be larger than
}{
	{"requests", rateLimitPrefix + "requests", ""},
	{"input-tokens", rateLimitPrefix + "input-tokens", "input tokens per minute"},
	{"output-tokens", rateLimitPrefix + "output-tokens", "output tokens per minute"},
	{"input-tokens", "anthropic-priority-input-tokens", ""},
	{"output-tokens", "anthropic-priority-output-tokens", ""},
	{"input-tokens", "anthropic-fast-input-tokens", ""},
	{"output-tokens", "anthropic-fast-output-tokens", ""},
	{"tokens", rateLimitPrefix + "tokens", ""},
}

// readRateLimit finds the first bucket with nothing left, else the plan's window that is used up, else the
// bucket that the message names although it is full.
func readRateLimit(r *reading) *RateLimit {
	if !slices.ContainsFunc(r.facts, func(f fact) bool { return f.kind == factHeader && strings.HasPrefix(f.name, "anthropic-") }) {
		return nil // as in nearly every paste
	}
	var oversized *RateLimit
	for _, bucket := range buckets {
		left, told := header(r.facts, bucket.header+"-remaining")
		limit := &RateLimit{Bucket: bucket.name, Limit: headerNumber(r, bucket.header+"-limit")}
		switch {
		case told && left.value == "0":
			if reset, ok := header(r.facts, bucket.header+"-reset"); ok {
				if _, err := time.Parse(time.RFC3339, reset.value); err == nil {
					limit.ResetsAt = reset.value
				}
			}
			return limit
		case told && limit.Limit > 0 && left.value == strconv.Itoa(limit.Limit) && r.refusedFor(bucket.words):
			limit.Remaining, limit.Oversized = limit.Limit, true
			oversized = limit
		}
	}
	return cmp.Or(readPlan(r), oversized)
}

// refusedFor says whether a rate limit's message names a bucket by these words.
func (r *reading) refusedFor(words string) bool {
	limited := slices.ContainsFunc(r.facts, func(f fact) bool {
		return f.kind == factStatus && f.value == "429" || f.kind == factType && f.value == "rate_limit_error"
	})
	return limited && words != "" && slices.ContainsFunc(r.facts, func(f fact) bool {
		return f.kind == factMessage && strings.Contains(strings.Join(strings.Fields(f.value), " "), words)
	})
}

// readPlan finds the window of a plan that refused the request. Its reset counts seconds since 1970.
func readPlan(r *reading) *RateLimit {
	status, _ := header(r.facts, planPrefix+"status")
	window, told := header(r.facts, planPrefix+"representative-claim")
	if status.value != "rejected" || !told {
		return nil
	}
	limit := &RateLimit{Bucket: shorten(window.value, MaxEvidence)}
	if reset, err := strconv.ParseUint(headerValue(r, planPrefix+"reset"), 10, 32); err == nil {
		limit.ResetsAt = time.Unix(int64(reset), 0).UTC().Format(time.RFC3339)
	}
	return limit
}

// oversized says whether the request is larger than its bucket.
func (r *reading) oversized() bool { return r.limit != nil && r.limit.Oversized }

// headerValue is what a header holds, or "".
func headerValue(r *reading, name string) string {
	found, _ := header(r.facts, name)
	return found.value
}

// headerNumber is the whole number that a header holds, or 0.
func headerNumber(r *reading, name string) int {
	n, err := strconv.Atoi(headerValue(r, name))
	if err != nil {
		return 0
	}
	return n
}

// MaxWait is the longest time to wait that is believed, in seconds: no window of Claude's is longer than a month.
const MaxWait = 32 * 24 * 60 * 60

// readWait is how many seconds the response asks to wait, or nil when it does not tell or waiting does not
// help. Dates count from the response's own date, since a paste may be days old.
func readWait(r *reading) *int {
	if r.oversized() {
		return nil
	}
	if after, ok := header(r.facts, "retry-after"); ok {
		if seconds, err := strconv.Atoi(after.value); err == nil && seconds >= 0 && seconds <= MaxWait {
			return &seconds
		}
		if at, err := http.ParseTime(after.value); err == nil {
			return secondsUntil(r, at)
		}
	}
	if ms := headerNumber(r, "retry-after-ms"); ms > 0 && ms/1000 < MaxWait {
		seconds := (ms + 999) / 1000
		return &seconds
	}
	if r.limit == nil {
		return nil
	}
	if at, err := time.Parse(time.RFC3339, strings.TrimSpace(r.limit.ResetsAt)); err == nil {
		return secondsUntil(r, at)
	}
	return nil
}

func secondsUntil(r *reading, at time.Time) *int {
	sent, ok := header(r.facts, "date")
	if !ok {
		return nil
	}
	now, err := http.ParseTime(sent.value)
	if err != nil {
		return nil
	}
	seconds := max(0, int(at.Sub(now).Seconds()))
	if seconds > MaxWait {
		return nil
	}
	return &seconds
}
