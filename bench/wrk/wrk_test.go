package wrk

import (
	"strings"
	"testing"
	"time"
)

const sound = `Running 1s test @ http://127.0.0.1:8080/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   518.15us  224.62us   1.41s    68.97%
    Req/Sec    28.74     15.15    67.00     73.68%
  Latency Distribution
     50%  491.15us
     75%  626.74us
     90%    0.82ms
     99%    1.41s 
  5700 requests in 1.05s, 130.31KB read
Requests/sec:   5427.74
Transfer/sec:     63.42KB
`

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := parse(sound)
	want := Load{Requests: 5700, Rate: 5427.74, P50: 491150 * time.Nanosecond, P99: 1410 * time.Millisecond}
	if err != nil || got != want {
		t.Errorf("parse = %+v, %v, want %+v", got, err, want)
	}
	for name, out := range map[string]string{
		"refusals":  strings.Replace(sound, "Requests/sec", "  Non-2xx or 3xx responses: 12\nRequests/sec", 1),
		"timeouts":  strings.Replace(sound, "Requests/sec", "  Socket errors: connect 0, read 0, write 0, timeout 3\nRequests/sec", 1),
		"no answer": "unable to connect to 127.0.0.1:1 Connection refused\n",
		"none":      strings.Replace(sound, "5700 requests", "0 requests", 1),
	} {
		if got, err := parse(out); err == nil {
			t.Errorf("%s: parse = %+v, want an error", name, got)
		}
	}
}
