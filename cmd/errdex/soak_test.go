package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"errdex/desk"
)

// soakVariable names how long TestSoak lasts, such as 10m; without it that is a few seconds.
const soakVariable = "TEST_SOAK"

// TestSoak asks the service for everything at once, for a while: each answer is the one that it was at first, and
// afterwards the service holds what it held before. In its long form the memory must not grow meanwhile.
func TestSoak(t *testing.T) {
	t.Parallel()
	const clients = 16
	lasts, long := 3*time.Second, false
	if named := os.Getenv(soakVariable); named != "" {
		parsed, err := time.ParseDuration(named)
		if err != nil {
			t.Fatal(err)
		}
		lasts, long = parsed, true
	}
	site := startWatched(t, "--rate", "1000000")
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: clients}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	list := questions(t, client, site.url)
	client.CloseIdleConnections()
	before := site.usage(t, true)
	const parts = 10
	var resident []int64
	counts, began := map[int]int{}, time.Now()
	for part := range parts {
		for status, count := range askAll(t, clients, client, site.url, list, began.Add(lasts*time.Duration(part+1)/parts)) {
			counts[status] += count
		}
		resident = append(resident, site.usage(t, false).resident)
	}
	client.CloseIdleConnections()
	t.Logf("%d questions; statuses %v in %v; %s before, %s after, peak %.1f MiB, resident by tenths %v MiB", len(list), counts, time.Since(began).Round(time.Millisecond),
		before, site.usage(t, true), mebibytes(site.peak(t)), wholeMebibytes(resident))
	if counts[http.StatusOK] == 0 || counts[http.StatusNotModified] == 0 {
		t.Errorf("statuses %v: some kind of question was never asked", counts)
	}
	site.checkBack(t, before)
	if first, last := resident[1], slices.Max(resident[parts-2:]); long && last > first+first/10+8<<20 {
		t.Errorf("resident memory grew from %.1f to %.1f MiB", mebibytes(first), mebibytes(last))
	}
	site.checkPeak(t)
}

func wholeMebibytes(list []int64) []int64 {
	whole := slices.Clone(list)
	for i := range whole {
		whole[i] >>= 20
	}
	return whole
}

// toughPaste is a paste of about size bytes, full of what makes the engine look twice.
func toughPaste(size int) string {
	const line = `ERROR {"error":{"type":"rate_limit_error","message":"This request would exceed \"your organization's\" rate limit of x input tokens"}} retry-after: 7` + "\n"
	return strings.Repeat(line, size/len(line))
}

// TestOverload comes with many more clients than there are slots, each with an address of its own where the system has
// them, and with one that asks for more than its share. Whoever is turned away is told when to come again; afterwards
// everything is as before.
func TestOverload(t *testing.T) {
	if testing.Short() {
		t.Skip("with the race detector no paste is answered in time when two hundred come at once")
	}
	t.Parallel()
	const clients = 200
	site := startWatched(t, "--rate", "2")
	usual := &http.Client{}
	before := site.usage(t, true)
	paste := toughPaste(desk.MaxPaste / 4) // so that sending it takes no time of note
	var mu sync.Mutex
	counts, slowest := map[int]int{}, map[int]time.Duration{}
	count := func(status int, took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		counts[status]++
		slowest[status] = max(slowest[status], took)
	}
	var asking sync.WaitGroup
	for i := range clients {
		asking.Go(func() {
			client := &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{LocalAddr: loopback(i)}).DialContext}}
			defer client.CloseIdleConnections()
			for range 10 {
				began := time.Now()
				response, err := client.Post(site.url+"/api/v1/diagnose", "text/plain", strings.NewReader(paste))
				if err != nil {
					t.Errorf("a client of many: %v", err)
					return
				}
				kind := response.Header.Get("Content-Type")
				_, err = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				refused := response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable
				if err != nil || response.StatusCode != http.StatusOK && !refused || refused && (response.Header.Get("Retry-After") != "1" || kind != "application/problem+json") {
					t.Errorf("a client of many gets %d, Retry-After %q, %s, error %v", response.StatusCode, response.Header.Get("Retry-After"), kind, err)
					return
				}
				count(response.StatusCode, time.Since(began))
			}
		})
	}
	asking.Wait()
	t.Logf("statuses %v, slowest %v, peak %.1f MiB", counts, slowest, mebibytes(site.peak(t)))
	if counts[http.StatusOK] == 0 || counts[http.StatusTooManyRequests] == 0 {
		t.Errorf("statuses %v, want some answers and some refusals", counts)
	}
	site.checkPeak(t)
	if strings.Contains(site.log.String(), `"level":"ERROR"`) {
		t.Error("the flood is in the log as errors")
	}
	usual.CloseIdleConnections()
	status := 0
	for end := time.Now().Add(conditionTime); status != http.StatusOK && time.Now().Before(end); {
		status, _ = site.post(t, "/api/v1/diagnose", "text/plain", "application/json", rateLimited)
	}
	if status != http.StatusOK {
		t.Errorf("after the flood a paste gets %d", status)
	}
	http.DefaultClient.CloseIdleConnections()
	site.checkBack(t, before)
}

// loopback is one of many addresses of this machine, where it has more than one; five clients share each, and the rate.
func loopback(i int) net.Addr {
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i/5))}
	probe, err := net.ListenTCP("tcp", address)
	if err != nil {
		return nil
	}
	probe.Close()
	return address
}

// TestMemoryOfHostileBodies sends bodies that swell when they are read, many at once: the service stays within the
// memory of a small container, and gives it back.
func TestMemoryOfHostileBodies(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector takes memory of its own")
	}
	t.Parallel()
	const clients, megabyte = 24, 1 << 20
	fill := func(start, repeated, end string) string {
		return start + strings.Repeat(repeated, (megabyte-len(start)-len(end))/len(repeated)) + end
	}
	call := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"diagnose_error","arguments":`
	bodies := []struct{ target, kind, body string }{
		{"/api/v1/diagnose", "application/json", fill(`{"text":"529","x":{`, `"a":1,`, `"a":1}}`)},
		{"/api/v1/diagnose", "application/json", fill(`{"text":"529","x":[`, `[],`, `[]]}`)},
		{"/api/v1/diagnose", "application/json", fill(`{"text":"`, `\u0035`, `"}`)},
		{"/api/v1/diagnose", "application/json", fill(``, `[`, ``)},
		{"/api/v1/diagnose", "text/plain", toughPaste(desk.MaxPaste)},
		{"/diagnose", "application/x-www-form-urlencoded", "paste=" + strings.Repeat("%3C", 256<<10)},
		{"/diagnose", "application/x-www-form-urlencoded", fill("paste=529", "&a=1", "")},
		{"/diagnose", "multipart/form-data; boundary=b", fill("", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", "--b--")},
		{"/mcp", "application/json", fill(call+`{"text":"529","x":[`, `[],`, `[]]}}}`)},
		{"/mcp", "application/json", fill(call+`{"text":"529","x":{`, `"a":1,`, `"a":1}}}}`)},
		{"/mcp", "application/json", fill(call+`{"text":"`, `<`, `"}}}`)},
	}
	site := startWatched(t, "--rate", "1000000")
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	site.post(t, "/mcp", "application/json", "application/json, text/event-stream", call+`{"text":"529"}}}`) // its server is made then
	before := site.usage(t, true)
	for _, b := range bodies {
		var sending sync.WaitGroup
		counts := make(chan string, clients)
		for range clients {
			sending.Go(func() {
				request, err := http.NewRequest(http.MethodPost, site.url+b.target, strings.NewReader(b.body))
				if err != nil {
					t.Error(err)
					return
				}
				request.Header.Set("Content-Type", b.kind)
				request.Header.Set("Accept", "application/json, text/event-stream")
				response, err := client.Do(request)
				if err != nil { // cut while it was still sending
					counts <- "cut"
					return
				}
				defer response.Body.Close()
				_, _ = io.Copy(io.Discard, response.Body) // a body that is cut is no concern here
				if response.StatusCode == http.StatusInternalServerError {
					t.Errorf("POST %s of %.60q = 500", b.target, b.body)
				}
				counts <- fmt.Sprint(response.StatusCode)
			})
		}
		sending.Wait()
		close(counts)
		seen := map[string]int{}
		for status := range counts {
			seen[status]++
		}
		t.Logf("%s %.70q: %v, peak %.1f MiB", b.target, b.body, seen, mebibytes(site.peak(t)))
	}
	client.CloseIdleConnections()
	site.checkPeak(t)
	site.checkBack(t, before)
}
