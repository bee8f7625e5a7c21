package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"errdex/content"
	"errdex/diagnose"
	"errdex/store"
)

// overloaded is an error that is an article's beyond doubt.
const overloaded = `API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`

// browser is what a browser says it takes when it sends a form.
const browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"

// publicURL is where the world is told to find the site. It is not where the tests' listener is, and it has a
// path, so that a link made from anything else is seen.
const publicURL = "https://example.com/errdex"

// site is a Server behind a real listener, over a real database that holds the embedded library.
type site struct {
	*Server
	base      string // http://127.0.0.1:PORT
	directory string // of the database
	log       *logBuffer
	client    *http.Client
}

// library is parsed once for all tests; nobody changes it.
var library = sync.OnceValues(func() ([]content.Article, error) {
	articles, _, err := content.Load(content.Embedded())
	return articles, err
})

var engine = sync.OnceValues(func() (*diagnose.Engine, error) {
	articles, err := library()
	if err != nil {
		return nil, err
	}
	return diagnose.New("test", articles)
})

func newSite(t testing.TB, changes ...func(*Config)) *site {
	t.Helper()
	s := &site{directory: t.TempDir(), log: &logBuffer{}}
	config := Config{Log: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Store: filledStore(t, s.directory), Articles: embedded(t), PublicURL: publicURL,
		Version: "test", Engine: engine}
	var err error
	for _, change := range changes {
		change(&config)
	}
	if s.Server, err = New(config); err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(s.Server)
	t.Cleanup(listening.Close)
	s.base, s.client = listening.URL, listening.Client()
	s.client.Transport.(*http.Transport).DisableCompression = true // the tests say themselves what they take
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

func embedded(t testing.TB) []content.Article {
	t.Helper()
	articles, err := library()
	if err != nil || len(articles) == 0 {
		t.Fatalf("embedded library: %d articles, error %v", len(articles), err)
	}
	return articles
}

// libraryHash stands for that of the embedded library.
const libraryHash = "0123456789abcdef"

// libraryFile is the file of the library, by its name. It is made once and copied for each site, since making it takes
// longer than most tests.
var libraryFile = sync.OnceValues(func() (file map[string][]byte, err error) {
	directory, err := os.MkdirTemp("", "errdex-server-test")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	articles, err := library()
	if err != nil {
		return nil, err
	}
	db, err := store.Create(context.Background(), directory, libraryHash, articles)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(directory)
	if err = errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(directory, entries[0].Name()))
	return map[string][]byte{entries[0].Name(): data}, err
})

func filledStore(t testing.TB, directory string) *store.Store {
	t.Helper()
	file, err := libraryFile()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range file {
		if err := os.WriteFile(filepath.Join(directory, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(directory, libraryHash)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// storeOf is a database of articles that a test has made up.
func storeOf(t *testing.T, articles []content.Article) *store.Store {
	t.Helper()
	db, err := store.OpenTemporary(t.Context(), articles)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// reply is a response, read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

// send asks the site; headers are lines such as "Accept: text/html". Every reply must carry the security headers and,
// as its request, be what openapi.json says of it.
// A search has a deadline, which it misses on a machine that is busy with other tests. What says "try again"
// is asked again, therefore.
func (s *site) send(t *testing.T, method, target, body string, headers ...string) reply {
	t.Helper()
	got := s.stream(t, method, target, strings.NewReader(body), headers...)
	for tries := 0; got.status == http.StatusServiceUnavailable && tries < 10; tries++ {
		got = s.stream(t, method, target, strings.NewReader(body), headers...)
	}
	if got.status == http.StatusOK && strings.HasPrefix(target, "/api/") {
		checkRequestDescribed(t, method, target, body, headers)
	}
	return got
}

func setHeaders(request *http.Request, lines []string) {
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Set(name, value)
		if name == "Host" {
			request.Host = value // net/http sends this one and not the header's
		}
	}
}

// stream is send for a body whose length is not declared where the reader does not tell it.
func (s *site) stream(t *testing.T, method, target string, body io.Reader, headers ...string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.base+target, body)
	if err != nil {
		t.Fatal(err)
	}
	setHeaders(request, headers)
	response, err := s.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: read body: %v", method, target, err)
	}
	checkSecurityHeaders(t, method+" "+target, response.Header)
	whole := reply{response.StatusCode, response.Header, string(got)}
	checkAnswerDescribed(t, request, whole)
	return whole
}

func checkSecurityHeaders(t *testing.T, of string, header http.Header) {
	t.Helper()
	resources := "same-origin"
	read := strings.HasPrefix(of, "GET ") || strings.HasPrefix(of, "HEAD ")
	if read && strings.HasSuffix(of, ".png") && header.Get("Cache-Control") != "no-store" {
		resources = "cross-origin" // previews show the picture on other sites' pages
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": resources, "Cross-Origin-Embedder-Policy": "require-corp",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: header %s = %q, want %q", of, name, got, want)
		}
	}
	policy := header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%s: Content-Security-Policy %q lacks %q", of, policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
		t.Errorf("%s: Content-Security-Policy %q allows more than the site itself", of, policy)
	}
	if !strings.Contains(header.Get("Permissions-Policy"), "camera=()") || header.Get("X-Request-Id") == "" {
		t.Errorf("%s: Permissions-Policy %q, X-Request-Id %q, want both", of, header.Get("Permissions-Policy"), header.Get("X-Request-Id"))
	}
}

// checkHas and checkLacks compare a reply's body with what must and must not stand in it.
func checkHas(t *testing.T, body string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(body, want) {
			t.Errorf("body lacks %q:\n%s", want, body)
		}
	}
}

func checkLacks(t *testing.T, body string, unwanted ...string) {
	t.Helper()
	for _, unwanted := range unwanted {
		if strings.Contains(body, unwanted) {
			t.Errorf("body has %q:\n%s", unwanted, body)
		}
	}
}

// logBuffer is a log that many requests write at once.
type logBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (b *logBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(line)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}
