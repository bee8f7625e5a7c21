package server

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"errdex/content"
	"errdex/docs"
)

// recipe makes a block of the recipes' page a program in a directory, over a stand-in for the SDK, and returns the
// command that runs it. What is no correct program fails here.
var recipe = map[string]func(t *testing.T, directory, code string) []string{
	"python": func(t *testing.T, directory, code string) []string {
		need(t, "python3")
		write(t, directory, "anthropic.py", standIn(t, "anthropic.py"))
		return []string{"python3", "-W", "error", write(t, directory, "main.py", code)}
	},
	"ts": func(t *testing.T, directory, code string) []string {
		need(t, "node")
		write(t, directory, "node_modules/@anthropic-ai/sdk/index.js", standIn(t, "sdk.js"))
		built := api.Build(api.BuildOptions{
			EntryPoints: []string{write(t, directory, "main.ts", code)}, Outfile: filepath.Join(directory, "main.mjs"),
			Bundle: true, Format: api.FormatESModule, Platform: api.PlatformNode, Target: api.ES2022, Write: true,
		})
		if said := append(built.Errors, built.Warnings...); len(said) > 0 {
			t.Fatalf("%v: %s", said[0].Location, said[0].Text)
		}
		return []string{"node", filepath.Join(directory, "main.mjs")}
	},
	"go": func(t *testing.T, directory, code string) []string {
		const sdk = "github.com/anthropics/anthropic-sdk-go"
		write(t, directory, "sdk/sdk.go", standIn(t, "sdk.go.txt"))
		write(t, directory, "sdk/go.mod", "module "+sdk+"\n")
		write(t, directory, "main.go", code)
		write(t, directory, "go.mod", "module recipe\n\ngo 1.26.0\n\nrequire "+sdk+" v0.0.0\n\nreplace "+sdk+" => ./sdk\n")
		build := exec.Command("go", "build", "-o", "recipe", ".")
		build.Dir, build.Env = directory, append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
		if said, err := build.CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, said)
		}
		return []string{filepath.Join(directory, "recipe")}
	},
}

var (
	codeBlock = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")
	meansLink = regexp.MustCompile(`What it means: http://127\.0\.0\.1:8080(/\S+)\n`)
)

// TestRecipes runs every recipe of the page for several errors, and asks a running site for the links they print.
func TestRecipes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	failures := []struct{ name, status, body, link, leadsTo string }{
		{"type and status", "429", `{"type":"error","error":{"type":"rate_limit_error","message":"x"}}`, "/errors/rate_limit_error", "/errors/rate-limit"},
		{"in a stream", "200", `{"type":"error","error":{"type":"overloaded_error","message":"x"}}`, "/errors/overloaded_error", "/errors/overloaded"},
		{"a proxy's page", "502", `<html>Bad Gateway</html>`, "/errors/502", "/errors/bad-gateway"},
		{"another JSON", "429", `{"detail":"Too many"}`, "/errors/429", "/errors/rate-limit"},
		{"an empty body", "529", ``, "/errors/529", "/errors/overloaded"},
		{"a status that two codes share", "403", ``, "/errors/403", ""},
	}
	found := 0
	for _, block := range codeBlock.FindAllSubmatch(docs.Recipes, -1) {
		found++
		prepare, known := recipe[string(block[1])]
		if !known {
			t.Errorf("nobody has said how a recipe in %s is run", block[1])
			continue
		}
		t.Run(string(block[1]), func(t *testing.T) {
			t.Parallel()
			command := prepare(t, t.TempDir(), string(block[2]))
			for _, failure := range failures {
				program := exec.Command(command[0], command[1:]...)
				program.Env = append(os.Environ(), "STATUS="+failure.status, "BODY="+failure.body)
				said, err := program.CombinedOutput()
				link := meansLink.FindSubmatch(said)
				if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 || link == nil || string(link[1]) != failure.link {
					t.Errorf("%s: it ends with %v and prints\n%s\nwant the link %s", failure.name, err, said, failure.link)
					continue
				}
				page := s.send(t, "GET", string(link[1]), "")
				if page.header.Get("Location") != failure.leadsTo || failure.leadsTo == "" && page.status != 200 {
					t.Errorf("%s: GET %s = %d, leads to %q, want %q", failure.name, link[1], page.status, page.header.Get("Location"), failure.leadsTo)
				}
			}
		})
	}
	if found != len(recipe) {
		t.Errorf("the page has %d recipes, want %d", found, len(recipe))
	}
}

// TestRecipeForms asks for the links of every status and every type that has an article of its own, and their twins.
func TestRecipeForms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, article := range embedded(t) {
		if article.Kind != content.KindCode {
			continue
		}
		for _, name := range append(statusWords(article.Status), article.Types...) {
			page := s.send(t, "GET", "/errors/"+name, "")
			if page.status != 200 && page.status != 308 {
				t.Errorf("GET /errors/%s = %d, want an article or a choice", name, page.status)
			}
			for _, twin := range []string{markdownTwin, jsonTwin} {
				got := s.send(t, "GET", "/errors/"+name+twin, "")
				if page.status == 308 && got.header.Get("Location") != page.header.Get("Location")+twin || page.status == 200 && got.status != 404 {
					t.Errorf("GET /errors/%s%s = %d, Location %q; the page is %d, Location %q", name, twin, got.status, got.header.Get("Location"), page.status, page.header.Get("Location"))
				}
			}
		}
	}
}

func standIn(t *testing.T, name string) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "recipes", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func write(t *testing.T, directory, name, text string) string {
	t.Helper()
	path := filepath.Join(directory, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// need skips a test on a desk that lacks a program; in CI nothing may be skipped.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip(err)
	}
}
