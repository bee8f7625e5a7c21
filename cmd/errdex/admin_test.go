package main

import (
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var adminAddress = regexp.MustCompile(`"msg":"metrics and profiles","address":"([^"]+)"`)

// TestAdmin: metrics and profiles stand on a listener of their own, on the loopback unless told otherwise.
func TestAdmin(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir(), "--admin-addr", ":0")
	found := adminAddress.FindStringSubmatch(site.log.String())
	if found == nil {
		t.Fatalf("the log does not name the admin address:\n%s", site.log)
	}
	if host, _, err := net.SplitHostPort(found[1]); err != nil || host != "127.0.0.1" {
		t.Errorf("metrics stand on %s, want the loopback", found[1])
	}
	site.post(t, "/api/v1/diagnose", "text/plain", "application/json", rateLimited)
	admin := service{url: "http://" + found[1]}
	status, metrics := admin.get(t, "/metrics")
	for _, want := range []string{
		`errdex_diagnoses_total{confidence="exact",layer="quota"} 1`,
		`errdex_request_duration_seconds_count{method="POST",route="/api/v1/diagnose",status="200"} 1`,
		`errdex_library_info{version="` + site.state(t).Library.Version + `"} 1`, "errdex_content_problems 0",
	} {
		if status != http.StatusOK || !strings.Contains(metrics, want) {
			t.Errorf("/metrics: status %d, has %q: %v", status, want, strings.Contains(metrics, want))
		}
	}
	if status, _ := admin.get(t, "/debug/pprof/profile?seconds=1"); status != http.StatusOK {
		t.Errorf("profile: status %d", status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if status, _ := site.get(t, path); status != http.StatusNotFound {
			t.Errorf("%s on the public address: status %d", path, status)
		}
	}
}

func TestAdminPortInUse(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	code, stdout, stderr := shell(t, "", "serve", "--addr", "127.0.0.1:0", "--admin-addr", strings.TrimPrefix(site.url, "http://"), "--data", t.TempDir())
	if code != exitUsage || stdout != "" || !strings.Contains(stderr, "address already in use") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

// TestLinksForPeople: the addresses that an operator names stand on the pages, and without them no such link does.
func TestLinksForPeople(t *testing.T) {
	t.Parallel()
	plain := startService(t, t.TempDir())
	mail := startService(t, t.TempDir(), "--edit-url", "https://git.example/errdex/edit/main/content", "--report-to", "mailto:errors@team.example")
	form := startService(t, t.TempDir(), "--report-to", "https://tracker.example/new?labels=errdex")
	answer := func(s service) string {
		_, body := s.post(t, "/diagnose", "application/x-www-form-urlencoded", "text/html", url.Values{"paste": {rateLimited}}.Encode())
		return body
	}
	tests := []struct {
		name, page, link string
		want             bool
	}{
		{"edit an article", second(mail.get(t, "/errors/overloaded")), `href="https://git.example/errdex/edit/main/content/articles/overloaded.md"`, true},
		{"edit a guide", second(mail.get(t, "/guides/lock-the-problem-down")), `href="https://git.example/errdex/edit/main/content/guides/lock-the-problem-down.md"`, true},
		{"no edit", second(plain.get(t, "/errors/overloaded")), "Edit this page", false},
		{"report by mail", answer(mail), `href="mailto:errors@team.example?body=`, true},
		{"report by form", answer(form), `href="https://tracker.example/new?labels=errdex&amp;body=`, true},
		{"no report", answer(plain), "mailto:", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Contains(test.page, test.link); got != test.want {
				t.Errorf("the page has %q: %v, want %v", test.link, got, test.want)
			}
		})
	}
}

func second(_ int, body string) string { return body }

// TestLogLevel: a request that went well is told of at debug, one that did not at info, and at warn none.
func TestLogLevel(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]int{"debug": 2, "info": 1, "warn": 0} {
		site := startService(t, t.TempDir(), "--log-level", level)
		site.get(t, "/")
		site.get(t, "/errors/none")
		if got := strings.Count(site.log.String(), `"msg":"request"`); got != want {
			t.Errorf("at %s %d requests are logged, want %d", level, got, want)
		}
	}
}
