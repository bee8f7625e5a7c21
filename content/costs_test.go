package content

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A block says what it costs and what it needs in the text near it or in a comment of its own.
var (
	saysCost = regexp.MustCompile(`(?i)\b(costs?|free|billed|charged|paid)\b|\b(few|no|hundred) tokens\b|\bgenerates (nothing|no answer)\b`)
	saysKey  = regexp.MustCompile(`(?i)\b(keys?|credentials?|access token)\b`)
	comment  = regexp.MustCompile(`(?m)(^|\s)(#|//) .*$`)
)

func (b block) says(words *regexp.Regexp) bool {
	return words.MatchString(b.near + "\n" + strings.Join(comment.FindAllString(b.code, -1), "\n"))
}

// TestCommandsSayTheirCost reads the blocks that no test runs. TestCommands knows the others by what they ask for.
func TestCommandsSayTheirCost(t *testing.T) {
	t.Parallel()
	for _, b := range blocks(t) {
		if spends(b) && !b.says(saysCost) {
			t.Errorf("%v: the text near it does not say that it costs tokens:\n%s\n%s", b, b.near, b.code)
		}
	}
}

var (
	callsModel    = regexp.MustCompile(`bedrock-runtime converse|\bclaude\b.* "?-p\b`)
	makesClient   = regexp.MustCompile(`\bAnthropic\w*\(|boto3\.client\(`)
	asksModel     = regexp.MustCompile(`\.messages\s*\.(create|stream|parse)\(|\.converse\(|\.invoke_model\(`)
	definesHelper = regexp.MustCompile(`(?m)^ *(async )?def |\bfunction\b|=> \{$`)
)

// spends says whether a block asks a model as it stands. A piece of a program that wants to be built into the
// reader's own, a helper function or a line without its client, costs nothing by being there.
func spends(b block) bool {
	return callsModel.MatchString(b.code) ||
		makesClient.MatchString(b.code) && asksModel.MatchString(b.code) && !definesHelper.MatchString(b.code)
}

// modelID finds the id of a model, with what Bedrock and Google Cloud write before and after it.
var modelID = regexp.MustCompile(`\bclaude-(?:opus|sonnet|haiku|fable|mythos|instant|[0-9])[a-z0-9-]*(@[0-9]+)?`)

// otherModels are ids in code that are not in models: the slug of the article, and why it names them.
var otherModels = map[string]string{
	"temperature-and-top-p": "claude-haiku-5", // the beginning of ids
}

// TestModelIDs keeps code from naming a model that is gone or never was.
func TestModelIDs(t *testing.T) {
	t.Parallel()
	named := 0
	for _, b := range blocks(t) {
		for _, id := range modelID.FindAllString(b.code, -1) {
			named++
			id = strings.TrimSuffix(strings.Replace(id, "@", "-", 1), "-v1")
			if !slices.Contains(models, id) && otherModels[b.article.Slug] != id {
				t.Errorf("%v: %s is none of the models that the API serves", b, id)
			}
		}
	}
	if named == 0 {
		t.Error("no code names a model")
	}
}
