package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shape says which keys each object of the API's answer may have, by the path that leads to it; a * stands in
// front of those that it always has. Numbers of a list and names in values and headers are left out of paths.
var shape = map[string]string{
	"":                 "*schema_version *verdict *matches question rate_limit chain suggestions ruled_out *facts redactions *truncated *library",
	"verdict":          "*layer confidence *summary retry retry_after_seconds resend",
	"matches":          "*slug *title *summary *url *layer *confidence values *evidence steps",
	"matches.evidence": "*start *end *text *reason",
	"question":         "*ask *answers",
	"question.answers": "*text *slug *url",
	"rate_limit":       "*bucket limit *remaining resets_at",
	"chain":            "*who *said *start *end",
	"suggestions":      "*slug *title *url",
	"ruled_out":        "*slug *reason",
	"facts":            "status error_type message request_id provider client model time headers",
	"redactions":       "*kind *count",
	"library":          "*version *articles",
	"matches.values":   "any",
	"facts.headers":    "any",
}

// TestAPIShape reads the answers to everything that the library's authors wrote as what people paste.
func TestAPIShape(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	seen := map[string]bool{}
	for _, paste := range libraryPastes(t) {
		got := s.send(t, "POST", "/api/v1/diagnose", paste, "Content-Type: text/plain")
		var answer map[string]any
		if err := json.Unmarshal([]byte(got.body), &answer); err != nil || got.status != 200 {
			t.Fatalf("answer %d: %v to %q", got.status, err, paste)
		}
		for _, problem := range checkShape("", answer, seen) {
			t.Errorf("%s in the answer to %q", problem, paste)
		}
	}
	for path := range shape {
		if !seen[path] {
			t.Errorf("no paste of the library leads to an answer with %q", path)
		}
	}
}

// libraryPastes are the examples of every article, its look-alikes, and it together with each that a question
// tells it apart from.
func libraryPastes(t *testing.T) []string {
	t.Helper()
	first := map[string]string{}
	for _, article := range embedded(t) {
		first[article.Slug] = strings.Join(article.Examples[:min(1, len(article.Examples))], "")
	}
	texts, _ := canaries()
	pastes := []string{overloaded + "\n" + texts[0].Text, noMatch}
	for _, article := range embedded(t) {
		pastes = append(pastes, article.Examples...)
		for _, miss := range article.NearMisses {
			pastes = append(pastes, miss.Text)
		}
		for _, question := range article.Questions {
			for _, answer := range question.Answers {
				pastes = append(pastes, first[article.Slug]+"\n"+first[answer.Slug])
			}
		}
	}
	return pastes
}

func checkShape(path string, value any, seen map[string]bool) (problems []string) {
	switch value := value.(type) {
	case nil:
		return []string{path + " is null"}
	case []any:
		for _, item := range value {
			problems = append(problems, checkShape(path, item, seen)...)
		}
	case map[string]any:
		seen[path] = true
		known := strings.Fields(shape[path])
		for _, key := range known {
			if name, always := strings.CutPrefix(key, "*"); always && value[name] == nil {
				problems = append(problems, fmt.Sprintf("%s lacks %s", path, name))
			}
		}
		for key, item := range value {
			if shape[path] != "any" && !slices.Contains(known, key) && !slices.Contains(known, "*"+key) {
				problems = append(problems, fmt.Sprintf("%s has %s", path, key))
			}
			problems = append(problems, checkShape(strings.TrimPrefix(path+"."+key, "."), item, seen)...)
		}
	}
	return problems
}
