package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"errdex/content"
	"errdex/diagnose"
)

// houseBudget is an error that only a team's article knows.
const houseBudget = `claude-gateway: 429 {"type":"error","error":{"type":"rate_limit_error","message":"the house budget of team billing is used up until Monday"}}`

// houseArticle is a team's article on it; everything that answers show of it names the generation.
func houseArticle(generation int) string {
	return strings.ReplaceAll(`---
title: House budget used up (generation N)
summary: Your team's budget is used up (generation N). Ask for more.
kind: cause
layer: quota
retry: after-fix
surfaces: [gateway]
signatures:
  - message: the house budget of team {team:word} is used up
examples:
  - 'claude-gateway: 429 {"type":"error","error":{"type":"rate_limit_error","message":"the house budget of team red is used up until Monday"}}'
  - 'anthropic.RateLimitError: the house budget of team blue is used up until Friday'
  - 'Claude: the house budget of team green is used up'
near_misses:
  - text: 529 Overloaded
    want: overloaded
  - text: 'make: *** [all] Error 2'
    want: no-match
reviewed: 2026-11-21
sources: [{url: "https://wiki.example/budget", seen: 2026-10}]
---

## What happened {#what}

The team {{team|you are in}} has used up its budget, generation N. See [the code](/errors/rate-limit#fix).

## Look-alikes {#look-alikes}

## Confirm {#confirm}

## Fix {#fix}

1. Ask for a larger budget, generation N.

## Verify {#verify}

## Still stuck {#still-stuck}
`, "generation N", fmt.Sprintf("generation %d", generation))
}

// replacement is the built-in article of a slug with the generation in its summary.
func replacement(t *testing.T, slug string, generation int) string {
	t.Helper()
	source, err := fs.ReadFile(content.Embedded(), "articles/"+slug+".md")
	if err != nil {
		t.Fatal(err)
	}
	summary := fmt.Sprintf("summary: Ours, generation %d.", generation)
	return regexp.MustCompile(`(?m)^summary:.*$`).ReplaceAllString(string(source), summary)
}

// team is a content directory that a test edits.
type team string

func newTeam(t *testing.T) team {
	t.Helper()
	directory := team(t.TempDir())
	for _, name := range []string{"articles", "notes"} {
		if err := os.Mkdir(filepath.Join(string(directory), name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

func (d team) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(string(d), name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (d team) remove(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(string(d), name)); err != nil {
		t.Fatal(err)
	}
}

// newVolume is a directory as Kubernetes mounts one: its entries are links through a link that is switched as a whole.
func newVolume(t *testing.T) team {
	t.Helper()
	directory := team(t.TempDir())
	for _, name := range []string{"articles", "notes"} {
		if err := os.Symlink(filepath.Join("..data", name), filepath.Join(string(directory), name)); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

// mount puts other files into a volume, all at once.
func (d team) mount(t *testing.T, files team) {
	t.Helper()
	next := filepath.Join(string(d), "..next")
	if err := os.Symlink(string(files), next); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, filepath.Join(string(d), "..data")); err != nil {
		t.Fatal(err)
	}
}

// state is what /readyz tells.
type state struct {
	Library  diagnose.Library
	Warnings []content.Problem
}

func (s service) state(t *testing.T) state {
	t.Helper()
	status, body := s.get(t, "/readyz")
	var got state
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK {
		t.Fatalf("/readyz: status %d, error %v, body %s", status, err, body)
	}
	return got
}

// wait asks /readyz until it tells what is wanted.
func (s service) wait(t *testing.T, what string, wanted func(state) bool) state {
	t.Helper()
	var got state
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if got = s.state(t); wanted(got) {
			return got
		}
	}
	t.Fatalf("waited in vain for %s; /readyz: %+v, log:\n%s", what, got, s.log)
	return got
}

// TestTeamContent walks through all that a team's directory can do, without a restart.
func TestTeamContent(t *testing.T) {
	t.Parallel()
	directory, data := newTeam(t), t.TempDir()
	directory.write(t, "articles/house-budget.md", houseArticle(1))
	directory.write(t, "articles/conflict-error.md", replacement(t, "conflict-error", 1))
	directory.write(t, "notes/overloaded.md", "Ask in *#models*, see [ours](/errors/house-budget#fix).")
	site := startService(t, data, "--content", string(directory), "--edit-url", "https://git.example/edit")
	first := site.state(t)
	if len(first.Warnings) > 0 {
		t.Fatalf("warnings at the start: %v", first.Warnings)
	}
	pages := []struct {
		path string
		has  []string
		no   string
	}{
		{"/errors/house-budget", []string{"Your team wrote this article.", "generation 1"}, "Edit this page"},
		{"/errors/conflict-error", []string{"it stands in place of the built-in one", "Ours, generation 1."}, "Edit this page"},
		{"/errors/overloaded", []string{`<h2 id="team">Notes of your team</h2>`, "<em>#models</em>", `href="#team"`, `href="https://git.example/edit/articles/overloaded.md"`}, "Your team wrote"},
		{"/errors/overloaded.md", []string{"## Notes of your team {#team}\n\nAsk in *#models*"}, "<h2"},
		{"/search?q=larger+budget", []string{"House budget used up (generation 1)"}, "No article"},
	}
	for _, page := range pages {
		status, body := site.get(t, page.path)
		for _, want := range page.has {
			if status != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s: status %d, has %q: %v", page.path, status, want, strings.Contains(body, want))
			}
		}
		if strings.Contains(body, page.no) {
			t.Errorf("%s has %q", page.path, page.no)
		}
	}
	if got := site.diagnose(t, houseBudget); got.Matches[0].Slug != "house-budget" || got.Matches[0].Values["team"] != "billing" || got.Library != first.Library {
		t.Errorf("diagnosis = %+v", got)
	}

	directory.write(t, "articles/house-budget.md", "---\ntitle: Half\ncolour: red\n---\n")
	broken := site.wait(t, "the warning", func(s state) bool { return len(s.Warnings) > 0 })
	if w := broken.Warnings[0]; w.File != "articles/house-budget.md" || w.Field != "file" || !strings.Contains(w.Text, "colour") {
		t.Errorf("warning = %+v, want the file and what is wrong", w)
	}
	if broken.Library != first.Library {
		t.Errorf("library with a broken file = %+v, want the last good one %+v", broken.Library, first.Library)
	}
	if log := site.log.String(); !strings.Contains(log, `"file":"articles/house-budget.md","field":"file","problem":"`) {
		t.Errorf("the log does not name the broken file:\n%s", log)
	}
	if _, body := site.get(t, "/errors/house-budget"); !strings.Contains(body, "generation 1") {
		t.Error("the last good article is not served beside a broken file")
	}

	for _, name := range []string{"articles/house-budget.md", "articles/conflict-error.md", "notes"} {
		directory.remove(t, name)
	}
	last := site.wait(t, "the built-in library", func(s state) bool { return len(s.Warnings) == 0 })
	if last.Library.Articles != first.Library.Articles-1 {
		t.Errorf("after the deletion %d articles, want one less than %d", last.Library.Articles, first.Library.Articles)
	}
	if status, _ := site.get(t, "/errors/house-budget"); status != http.StatusNotFound {
		t.Errorf("deleted article: status %d", status)
	}
	for _, path := range []string{"/errors/conflict-error", "/errors/overloaded"} {
		if _, body := site.get(t, path); strings.Contains(body, "Ours") || strings.Contains(body, `id="team"`) {
			t.Errorf("%s still shows what the team has deleted", path)
		}
	}
	if plain := startService(t, data).state(t); plain.Library != last.Library {
		t.Errorf("a service without --content on the same data has %+v, want %+v", plain.Library, last.Library)
	}
}

// TestSharedDataDirectory: services with different content on one data directory leave each other alone.
func TestSharedDataDirectory(t *testing.T) {
	leaveToWholeRun(t)
	t.Parallel()
	data := t.TempDir()
	first, second := newTeam(t), newTeam(t)
	first.write(t, "articles/house-budget.md", houseArticle(1))
	second.write(t, "articles/house-budget.md", houseArticle(2))
	sites := map[service]string{
		startService(t, data, "--content", string(first)):  "generation 1",
		startService(t, data, "--content", string(second)): "generation 2",
		startService(t, data):                              "",
	}
	for site, own := range sites {
		status, page := site.get(t, "/errors/house-budget")
		_, found := site.get(t, "/api/v1/search?q=house+budget")
		if own == "" {
			if status != http.StatusNotFound || strings.Contains(found, "house-budget") {
				t.Errorf("the service without content has a team's article: status %d, search %s", status, found)
			}
			continue
		}
		if !strings.Contains(page, own) || !strings.Contains(found, own) {
			t.Errorf("the service of %s answers status %d, search %s", own, status, found)
		}
	}
}

// TestLostDirectory: a mount that goes away takes nothing with it, and one that comes back is followed again.
func TestLostDirectory(t *testing.T) {
	leaveToWholeRun(t)
	t.Parallel()
	directory := newTeam(t)
	away := string(directory) + "-away"
	directory.write(t, "articles/house-budget.md", houseArticle(1))
	site := startService(t, t.TempDir(), "--content", string(directory))
	if err := os.Rename(string(directory), away); err != nil {
		t.Fatal(err)
	}
	lost := site.wait(t, "the warning", func(s state) bool { return len(s.Warnings) > 0 })
	if w := lost.Warnings[0]; w.File != filepath.Base(string(directory)) || w.Field != "directory" || strings.Contains(w.Text, "/") {
		t.Errorf("warning = %+v, want the directory's name without its path", w)
	}
	if status, _ := site.get(t, "/errors/house-budget"); status != http.StatusOK {
		t.Errorf("article of a lost directory: status %d", status)
	}
	if err := os.Rename(away, string(directory)); err != nil {
		t.Fatal(err)
	}
	directory.write(t, "articles/house-budget.md", houseArticle(2))
	site.wait(t, "the second generation", func(s state) bool { return len(s.Warnings) == 0 && s.Library != lost.Library })
}

// TestBrokenStart: at two in the morning the built-in library alone is better than none.
func TestBrokenStart(t *testing.T) {
	leaveToWholeRun(t)
	t.Parallel()
	directory := newTeam(t)
	directory.write(t, "notes/no-such-article.md", "Ask us.")
	site := startService(t, t.TempDir(), "--content", string(directory))
	if got := site.state(t); len(got.Warnings) != 1 || got.Warnings[0].File != "notes/no-such-article.md" {
		t.Errorf("warnings = %+v, want the lost note", got.Warnings)
	}
	if !strings.Contains(site.log.String(), `"level":"ERROR","msg":"content of the team has problems`) {
		t.Errorf("the log does not say it loudly:\n%s", site.log)
	}
	if status, _ := site.get(t, "/errors/overloaded"); status != http.StatusOK {
		t.Errorf("built-in article: status %d", status)
	}
	directory.remove(t, "notes/no-such-article.md")
	directory.write(t, "notes/overloaded.md", "Ask us.")
	site.wait(t, "the repaired content", func(s state) bool { return len(s.Warnings) == 0 })
}

func (s service) diagnose(t *testing.T, paste string) diagnose.Diagnosis {
	t.Helper()
	status, body := s.post(t, "/api/v1/diagnose", "text/plain", "application/json", paste)
	var got diagnose.Diagnosis
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK || len(got.Matches) == 0 {
		t.Fatalf("diagnose: status %d, error %v, body %s", status, err, body)
	}
	return got
}

// TestTeamContentUnderLoad edits a team's directory while readers ask for everything that comes from a library.
// Every answer must name one generation alone, the one of the reader's answer before or a later one.
func TestTeamContentUnderLoad(t *testing.T) {
	t.Parallel()
	switches := 6
	if testing.Short() {
		switches = 4 // with a broken file among them
	}
	directory := newVolume(t)
	edit := func(generation int) {
		next := newTeam(t)
		next.write(t, "articles/house-budget.md", houseArticle(generation))
		next.write(t, "notes/overloaded.md", strings.Repeat(fmt.Sprintf("Ours, generation %d. ", generation), 2))
		if generation%2 == 1 { // every other time the built-in article is back
			next.write(t, "articles/conflict-error.md", replacement(t, "conflict-error", generation))
		}
		directory.mount(t, next)
	}
	edit(1)
	site := startService(t, t.TempDir(), "--content", string(directory), "--rate", "1e9", "--log-level", "warn")
	watch := newObserver()
	var readers sync.WaitGroup
	done := make(chan struct{})
	for _, ask := range []func() (string, string){
		func() (string, string) { return site.ask(http.MethodGet, "/errors/house-budget", "") },
		func() (string, string) { return site.ask(http.MethodGet, "/errors/house-budget.md", "") },
		func() (string, string) { return site.ask(http.MethodGet, "/errors/conflict-error", "") },
		func() (string, string) { return site.ask(http.MethodGet, "/errors/overloaded", "") },
		func() (string, string) { return site.ask(http.MethodGet, "/search?q=budget+used+up", "") },
		func() (string, string) { return site.ask(http.MethodGet, "/api/v1/search?q=budget+used+up", "") },
		func() (string, string) { return site.ask(http.MethodGet, "/errors", "") },
		func() (string, string) { return site.ask(http.MethodPost, "/diagnose", houseBudget) },
		func() (string, string) { return site.ask(http.MethodPost, "/api/v1/diagnose", houseBudget) },
	} {
		readers.Go(func() { watch.read(t, done, ask) })
	}
	for generation := 2; generation <= switches; generation++ {
		before := site.state(t)
		if generation%3 == 0 {
			half := newTeam(t)
			half.write(t, "articles/half.md", "---\ntitle: Half")
			directory.mount(t, half)
			broken := site.wait(t, "the warning", func(s state) bool { return len(s.Warnings) > 0 })
			if broken.Library != before.Library {
				t.Errorf("a broken file switched the library to %+v", broken.Library)
			}
		}
		edit(generation)
		site.wait(t, "the switch", func(s state) bool { return s.Library != before.Library && len(s.Warnings) == 0 })
	}
	close(done)
	readers.Wait()
	watch.check(t, switches)
}

// ask sends a request and returns what was asked and the body, or what went wrong: it runs where a test can't be failed.
func (s service) ask(method, path, body string) (asked, got string) {
	asked = method + " " + path
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		return asked, "failed: " + err.Error()
	}
	request.Header.Set("Content-Type", "text/plain")
	request.Header.Set("Accept", "text/html")
	status, answer, err := send(request)
	// A search has a deadline, which it misses on a machine that is busy with other tests: it says so and is asked again.
	if err == nil && status == http.StatusServiceUnavailable && strings.Contains(path, "search") {
		return s.ask(method, path, body)
	}
	if err != nil || status != http.StatusOK {
		return asked, fmt.Sprintf("failed: status %d, error %v", status, err)
	}
	return asked, answer
}

// observer collects what readers see.
type observer struct {
	mu       sync.Mutex
	answers  map[string]int          // what was asked -> answers
	seen     map[string]map[int]bool // what was asked -> generations that were seen
	versions map[string]string       // library version -> generation
}

func newObserver() *observer {
	return &observer{answers: map[string]int{}, seen: map[string]map[int]bool{}, versions: map[string]string{}}
}

var (
	generations  = regexp.MustCompile(`generation (?:<mark>)?(\d+)`)
	namedVersion = regexp.MustCompile(`"version":"([0-9a-f]+)"`)
)

// read asks until done. Articles that the team does not have at the time name no generation.
func (o *observer) read(t *testing.T, done <-chan struct{}, ask func() (string, string)) {
	last, pause := 0, time.Millisecond
	if testing.Short() {
		pause = 50 * time.Millisecond // the race detector makes both ten times as slow
	}
	for {
		select {
		case <-done:
			return
		case <-time.After(pause): // leaves some of a small machine to the service
		}
		asked, got := ask()
		if strings.HasPrefix(got, "failed: ") {
			t.Errorf("%s: %s", asked, got)
			return
		}
		named := generations.FindAllStringSubmatch(got, -1)
		for _, g := range named {
			if g[1] != named[0][1] {
				t.Errorf("%s names the generations %s and %s in one answer", asked, named[0][1], g[1])
			}
		}
		generation := 0
		if len(named) > 0 {
			fmt.Sscan(named[0][1], &generation)
			if generation < last {
				t.Errorf("%s answers with generation %d after %d", asked, generation, last)
			}
			last = generation
		}
		o.note(t, asked, generation, namedVersion.FindStringSubmatch(got))
	}
}

func (o *observer) note(t *testing.T, asked string, generation int, version []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers[asked]++
	if o.seen[asked] == nil {
		o.seen[asked] = map[int]bool{}
	}
	o.seen[asked][generation] = true
	if version == nil {
		return
	}
	named := fmt.Sprint(generation)
	if known := o.versions[version[1]]; known != "" && known != named {
		t.Errorf("library %s answers with generations %s and %s", version[1], known, named)
	}
	o.versions[version[1]] = named
}

// check makes sure that the readers saw the switches at all.
func (o *observer) check(t *testing.T, switches int) {
	t.Helper()
	for asked, seen := range o.seen {
		if o.answers[asked] < 2*switches || len(seen) < 3 {
			t.Errorf("%s: %d answers in the generations %v, too few to tell anything", asked, o.answers[asked], seen)
		}
	}
	if len(o.versions) < 3 {
		t.Errorf("the API named the libraries %v, too few", o.versions)
	}
}
