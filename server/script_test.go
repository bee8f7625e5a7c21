package server

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The files testdata/*.txt say how the site behaves over HTTP. Cases stand apart by an empty line; each is a
// request, then what its reply must be. Lines that start with # are comments.
//
//	POST /diagnose?x=1            the method and the target as they go over the wire
//	with Accept: text/html        a request header
//	send some text                the request body
//	status 200                    the status, needed in every case
//	header Allow = GET, HEAD      a response header, whole
//	header Location has /errors   a part of it
//	header Location absent
//	body has some text            a part of the response body; may stand more than once
//	body lacks some text
//	body = some text              the whole body
//
// A text that starts with " is a Go string, for line breaks and for spaces at its ends. Redirects are not
// followed. Errors below /api must be problem documents whose type is a page; that and the security headers
// are checked for every case, and every route of the site must be in one of them.
type script struct {
	place          string // file:line
	method, target string
	headers        []string
	body           string
	status         int
	checks         []check
}

// check is one expectation: subject is a header's name or "body".
type check struct{ subject, verb, text string }

func TestScripts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range readScripts(t) {
		t.Run(fmt.Sprintf("%s %s %s", c.place, c.method, c.target), func(t *testing.T) {
			t.Parallel()
			c.run(t, s)
		})
	}
}

func TestScriptsCoverRoutes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	covered := map[string]bool{}
	for _, c := range readScripts(t) {
		path, _, _ := strings.Cut(c.target, "?")
		found := s.echo.NewContext(nil, nil)
		s.echo.Router().Find(c.method, path, found)
		covered[c.method+" "+found.Path()] = true
	}
	for _, route := range s.echo.Routes() {
		if !covered[route.Method+" "+route.Path] {
			t.Errorf("no case in testdata asks for %s %s", route.Method, route.Path)
		}
	}
}

func (c script) run(t *testing.T, s *site) {
	got := s.send(t, c.method, c.target, c.body, c.headers...)
	if got.status != c.status {
		t.Errorf("status = %d, want %d; body:\n%s", got.status, c.status, got.body)
	}
	for _, check := range c.checks {
		check.run(t, got)
	}
	if c.status >= 400 && strings.HasPrefix(c.target, "/api/") && c.method != "HEAD" {
		checkProblem(t, s, got)
	}
	if c.method == "HEAD" && got.body != "" {
		t.Errorf("HEAD has the body %q", got.body)
	}
}

func (c check) run(t *testing.T, got reply) {
	t.Helper()
	text, present := got.body, true
	if c.subject != "body" {
		text, present = got.header.Get(c.subject), len(got.header.Values(c.subject)) > 0
	}
	holds := map[string]bool{
		"=": present && text == c.text, "has": present && strings.Contains(text, c.text),
		"lacks": !strings.Contains(text, c.text), "absent": !present,
	}
	if !holds[c.verb] {
		t.Errorf("%s %s %q does not hold; it is:\n%s", c.subject, c.verb, c.text, text)
	}
}

// checkProblem makes sure that a problem document says what RFC 9457 asks for, and that its type is a page.
func checkProblem(t *testing.T, s *site, got reply) {
	t.Helper()
	if kind := got.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type = %q, want application/problem+json", kind)
	}
	var problem struct {
		Type, Title, Detail, Instance string
		Status                        int
	}
	if err := json.Unmarshal([]byte(got.body), &problem); err != nil {
		t.Fatalf("%v in %s", err, got.body)
	}
	if problem.Status != got.status || problem.Title == "" || problem.Detail == "" || problem.Instance != got.header.Get("X-Request-Id") {
		t.Errorf("problem = %+v, want the status %d, a title, a detail and the request id", problem, got.status)
	}
	page := s.send(t, "GET", problem.Type, "")
	if page.status != 200 || !strings.Contains(html.UnescapeString(page.body), problem.Title) {
		t.Errorf("GET %s = %d, want a page titled %q", problem.Type, page.status, problem.Title)
	}
}

func readScripts(t *testing.T) []script {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/*.txt: %d files, error %v", len(files), err)
	}
	var scripts []script
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		read, err := parseScripts(filepath.Base(file), string(source))
		if err != nil || len(read) == 0 {
			t.Fatalf("%s: %d cases, error %v", file, len(read), err)
		}
		scripts = append(scripts, read...)
	}
	return scripts
}

func parseScripts(name, source string) ([]script, error) {
	var scripts []script
	inCase := false
	for i, line := range strings.Split(source, "\n") {
		place := fmt.Sprintf("%s:%d", name, i+1)
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case line == "":
			inCase = false
			continue
		case !inCase:
			method, target, found := strings.Cut(line, " ")
			if !found || !strings.HasPrefix(target, "/") {
				return nil, fmt.Errorf("%s: %q is no request", place, line)
			}
			scripts = append(scripts, script{place: place, method: method, target: target})
			inCase = true
			continue
		}
		if err := scripts[len(scripts)-1].add(line); err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
	}
	if i := slices.IndexFunc(scripts, func(c script) bool { return c.status == 0 }); i >= 0 {
		return nil, fmt.Errorf("%s: the case has no status", scripts[i].place)
	}
	return scripts, nil
}

// add reads one line of a case behind its request line.
func (c *script) add(line string) (err error) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "with":
		c.headers = append(c.headers, rest)
	case "send":
		c.body, err = unquote(rest)
	case "status":
		c.status, err = strconv.Atoi(rest)
	case "header":
		subject, expectation, _ := strings.Cut(rest, " ")
		err = c.expect(subject, expectation)
	case "body":
		err = c.expect("body", rest)
	default:
		err = fmt.Errorf("%q is not a word of scripts", word)
	}
	return err
}

func (c *script) expect(subject, expectation string) error {
	verb, text, _ := strings.Cut(expectation, " ")
	if !slices.Contains([]string{"=", "has", "lacks", "absent"}, verb) || (text == "") != (verb == "absent") {
		return fmt.Errorf("%q is no expectation", expectation)
	}
	text, err := unquote(text)
	c.checks = append(c.checks, check{subject, verb, text})
	return err
}

func unquote(text string) (string, error) {
	if !strings.HasPrefix(text, `"`) {
		return text, nil
	}
	return strconv.Unquote(text)
}
