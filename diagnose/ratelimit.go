package diagnose

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RateLimit is the bucket of a rate limit that is empty, as the response headers tell.
type RateLimit struct {
	Bucket    string `json:"bucket"` // requests, tokens, input-tokens or output-tokens
	Limit     int    `json:"limit,omitempty"`
	Remaining int    `json:"remaining"`
	ResetsAt  string `json:"resets_at,omitempty"` // RFC 3339: when the bucket is full again
}

const rateLimitPrefix = "anthropic-ratelimit-"

// buckets are the buckets that headers tell of, the most telling first: tokens is the sum or a workspace's share.
var buckets = []string{"requests", "input-tokens", "output-tokens", "tokens"}

// readRateLimit finds the first bucket with nothing left.
func readRateLimit(r reading) *RateLimit {
	for _, bucket := range buckets {
		remaining, ok := header(r.facts, rateLimitPrefix+bucket+"-remaining")
		if !ok || remaining.value != "0" {
			continue
		}
		limit := &RateLimit{Bucket: bucket}
		if total, ok := header(r.facts, rateLimitPrefix+bucket+"-limit"); ok {
			limit.Limit, _ = strconv.Atoi(total.value)
		}
		if reset, ok := header(r.facts, rateLimitPrefix+bucket+"-reset"); ok {
			if _, err := time.Parse(time.RFC3339, reset.value); err == nil {
				limit.ResetsAt = reset.value
			}
		}
		return limit
	}
	return nil
}

// MaxWait is the longest time to wait that is believed, in seconds: no window of Claude's is longer than a month.
const MaxWait = 32 * 24 * 60 * 60

// readWait is how many seconds the response asks to wait, or nil when it does not tell. Dates count from the
// response's own date, since a paste may be days old.
func readWait(r reading, limit *RateLimit) *int {
	if after, ok := header(r.facts, "retry-after"); ok {
		if seconds, err := strconv.Atoi(after.value); err == nil && seconds >= 0 && seconds <= MaxWait {
			return &seconds
		}
		if at, err := http.ParseTime(after.value); err == nil {
			return secondsUntil(r, at)
		}
	}
	if limit == nil {
		return nil
	}
	if at, err := time.Parse(time.RFC3339, strings.TrimSpace(limit.ResetsAt)); err == nil {
		return secondsUntil(r, at)
	}
	return nil
}

func secondsUntil(r reading, at time.Time) *int {
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
