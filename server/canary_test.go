package server

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The canaries are put together here so that no scanner takes this file for a leak.
var (
	canaryKey      = "sk-ant-api03-" + strings.Repeat("Q7wErTy9UiOpAs3DfGhJk5LzXcVb2N", 3) + "mE-xAmPlEAA"
	canaryPassword = "hunter2" + "Planted"
	canaryPaste    = overloaded + "\ncurl -H 'x-api-key: " + canaryKey + "' https://jane:" + canaryPassword + "@proxy.example.com/v1\n"
)

// TestCanary sends a key and a password by every way that takes a text and looks for them everywhere.
func TestCanary(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, encoding := range encodings {
		for _, accept := range []string{"*/*", "text/html", "text/markdown"} {
			// Beside the error, and where nothing matches.
			for _, paste := range []string{canaryPaste, strings.ReplaceAll(canaryPaste, overloaded, "it fails")} {
				got := s.send(t, "POST", encoding.target, encoding.encode(paste), "Content-Type: "+encoding.kind, "Accept: "+accept)
				if got.status != 200 {
					t.Errorf("%s = %d, want 200", encoding.name, got.status)
				}
				checkNoCanary(t, encoding.name+" "+accept, fmt.Sprint(got))
			}
			// In bodies that are refused.
			got := s.send(t, "POST", encoding.target, canaryPaste, "Content-Type: image/png", "Accept: "+accept)
			checkNoCanary(t, "refused body", fmt.Sprint(got))
		}
	}
	for _, canary := range []string{canaryKey, canaryPassword, canaryPaste} {
		for _, target := range []string{"/%s", "/errors/%s", "/guides/%s", "/errors/%s.md", "/errors/%s.json", "/api/%s", "/api/v1/articles/%s", "/api/v1/search?q=%s",
			"/api/v1/articles?layer=%[1]s&status=%[1]s&surface=%[1]s", "/problems/%s", "/errors?layer=%[1]s&status=%[1]s&surface=%[1]s"} {
			got := s.send(t, "GET", fmt.Sprintf(target, url.PathEscape(canary)), "")
			checkNoCanary(t, target, fmt.Sprint(got))
		}
		s.send(t, "GET", "/search?q="+url.QueryEscape(canary), "") // the page says again what was searched for
	}
	checkNoCanary(t, "log", s.log.String())
	checkNoCanaryFiles(t, s.directory)
}

func checkNoCanaryFiles(t *testing.T, directory string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files in the database's directory: %q, error %v", files, err)
	}
	for _, file := range files {
		stored, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkNoCanary(t, file, string(stored))
	}
}

// checkNoCanary looks for parts of the canaries too: half a key is a leak.
func checkNoCanary(t *testing.T, place, text string) {
	t.Helper()
	for _, canary := range []string{canaryKey[13:45], canaryKey[45:77], canaryPassword} {
		if strings.Contains(text, canary) {
			t.Errorf("%s holds %q:\n%.2000s", place, canary, text)
		}
	}
}
