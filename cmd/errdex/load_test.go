package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"errdex/content"
)

// question is a request of a load, and the answer that it must get each time.
type question struct {
	method, path, body string
	headers            map[string]string
	mayBeSlow          bool // a search is given up on a busy machine: 503

	status int
	answer []byte
	tag    string
}

func (q *question) ask(client *http.Client, site string) (*http.Response, []byte, error) {
	request, err := http.NewRequest(q.method, site+q.path, strings.NewReader(q.body))
	if err != nil {
		return nil, nil, err
	}
	for name, value := range q.headers {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// instance is the one part of an answer that differs each time: the id of the request, where it failed.
var instance = regexp.MustCompile(`"instance":"[^"]*"`)

// check asks and returns what is wrong with the answer, or "", and its status.
func (q *question) check(client *http.Client, site string) (wrong string, status int) {
	response, body, err := q.ask(client, site)
	switch {
	case err != nil:
		return err.Error(), 0
	case q.mayBeSlow && response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "":
		return "", response.StatusCode
	case response.StatusCode != q.status:
		return fmt.Sprintf("status %d, want %d", response.StatusCode, q.status), response.StatusCode
	case !bytes.Equal(instance.ReplaceAll(body, nil), q.answer):
		return fmt.Sprintf("another answer than the first time: %.200q, want %.200q", body, q.answer), response.StatusCode
	}
	return "", response.StatusCode
}

// questions are what readers and programs ask, asked once each for the answers, in an order that mixes their kinds.
func questions(t *testing.T, client *http.Client, site string) []*question {
	t.Helper()
	articles, _, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var list []*question
	get := func(path string, headers ...string) *question {
		q := &question{method: http.MethodGet, path: path, status: http.StatusOK, headers: map[string]string{}}
		for i := 0; i < len(headers); i += 2 {
			q.headers[headers[i]] = headers[i+1]
		}
		list = append(list, q)
		return q
	}
	post := func(path, kind, accept, body string) {
		list = append(list, &question{method: http.MethodPost, path: path, status: http.StatusOK, body: body, headers: map[string]string{"Content-Type": kind, "Accept": accept}})
	}
	for i, article := range articles {
		if testing.Short() && i%8 != 0 {
			continue // the race detector sees no more in the others
		}
		path := content.Path(article.Kind, article.Slug)
		for _, coding := range []string{"identity", "gzip", "br"} {
			get(path, "Accept-Encoding", coding)
		}
		get(path + ".md")
		get("/api/v1/articles/" + article.Slug)
		if i%4 == 0 && len(article.Examples) > 0 {
			post("/diagnose", "application/x-www-form-urlencoded", "text/html", url.Values{"paste": article.Examples[:1]}.Encode())
			post("/diagnose", "text/plain", "*/*", article.Examples[0])
			post("/api/v1/diagnose", "text/plain", "application/json", article.Examples[0]+strings.Repeat("\na line of a log, as there are many", i*10))
			call, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": i, "method": "tools/call", "params": map[string]any{"name": "diagnose_error", "arguments": map[string]string{"text": article.Examples[0]}}})
			if err != nil {
				t.Fatal(err)
			}
			post("/mcp", "application/json", "application/json, text/event-stream", string(call))
		}
	}
	for _, path := range []string{"/", "/errors", "/errors?layer=quota", "/openapi.json", "/llms.txt", "/sitemap.xml", "/changes.atom", "/livez", "/guides/rate-limits-429/check/1"} {
		get(path)
	}
	for _, words := range []string{"rate limit", "proxy certificate", "529", "context window too long", "nothingofthekind"} {
		get("/search?q=" + url.QueryEscape(words)).mayBeSlow = true
		get("/api/v1/search?q=" + url.QueryEscape(words)).mayBeSlow = true
	}
	get("/429").status = http.StatusPermanentRedirect
	get("/no-such-article").status = http.StatusNotFound
	get("/static/0/app.css").status = http.StatusNotFound
	post("/api/v1/diagnose", "application/json", "application/json", `{"txt":""}`)
	list[len(list)-1].status = http.StatusBadRequest
	for _, q := range slices.Clone(list) {
		q.first(t, client, site)
		if q.tag != "" {
			list = append(list, &question{method: q.method, path: q.path, status: http.StatusNotModified, answer: []byte{}, mayBeSlow: q.mayBeSlow,
				headers: map[string]string{"If-None-Match": q.tag, "Accept-Encoding": q.headers["Accept-Encoding"]}})
		}
	}
	random := rand.New(rand.NewPCG(7, 2026))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// first asks for the answer that all later ones are held against.
func (q *question) first(t *testing.T, client *http.Client, site string) {
	t.Helper()
	for end := time.Now().Add(conditionTime); ; time.Sleep(50 * time.Millisecond) {
		response, body, err := q.ask(client, site)
		if err != nil {
			t.Fatal(err)
		}
		if q.mayBeSlow && response.StatusCode == http.StatusServiceUnavailable && time.Now().Before(end) {
			continue
		}
		if response.StatusCode != q.status || len(body) == 0 && q.status == http.StatusOK {
			t.Fatalf("%s %s = %d with %d bytes, want %d", q.method, q.path, response.StatusCode, len(body), q.status)
		}
		q.answer, q.tag = instance.ReplaceAll(body, nil), response.Header.Get("ETag")
		if response.Header.Get("Content-Encoding") == "gzip" {
			if _, err := unzip(body); err != nil {
				t.Fatalf("%s: %v", q.path, err)
			}
		}
		return
	}
}

func unzip(body []byte) ([]byte, error) {
	in, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(in)
}

// askAll asks from many clients at once until it is over, and returns how often each status was answered.
func askAll(t *testing.T, clients int, client *http.Client, site string, list []*question, over time.Time) map[int]int {
	t.Helper()
	var mu sync.Mutex
	counts := map[int]int{}
	var asking sync.WaitGroup
	for i := range clients {
		asking.Go(func() {
			own, next := map[int]int{}, i*len(list)/clients
			for time.Now().Before(over) && !t.Failed() {
				q := list[next%len(list)]
				next++
				wrong, status := q.check(client, site)
				if wrong != "" {
					t.Errorf("%s %s: %s", q.method, q.path, wrong)
				}
				own[status]++
			}
			mu.Lock()
			defer mu.Unlock()
			for status, count := range own {
				counts[status] += count
			}
		})
	}
	asking.Wait()
	return counts
}
