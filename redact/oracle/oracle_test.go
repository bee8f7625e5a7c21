// Package oracle asks another scanner for secrets what it finds, and has redact cut all of it. It is a module of its
// own, because that scanner needs more modules than Errdex itself.
package oracle

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/lucasjones/reggen"
	"github.com/zricethezav/gitleaks/v8/cmd/generate/config/utils"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"

	"errdex/redact"
	"errdex/redact/canary"
)

// exceptions are the rules that find what is no secret, or nothing of the kind that they are named for.
var exceptions = map[string]string{
	"asana-client-id":   "public, and a number: under the word token that is a count",
	"discord-client-id": "public, and a number: under the word token that is a count",
	"curl-auth-user":    "takes what begins with a bracket for a password; that says where one is: $(cat key)",
	"curl-auth-header":  "takes any number after the word token; other values are cut",
	"generic-api-key":   "takes any word of mixed characters behind the word key, so ids and file names too; what has a name of its own, or = or :, is cut",
	"jwt":               "takes any two words with a dot between that begin with ey; a header is a JSON object and begins with eyJ",
	"jwt-base64":        "takes backslashes for base64",
	"private-key":       "takes any 64 characters between two lines that say KEY; a key is in base64",
	"sidekiq-secret":    "eight digits, a colon, eight digits: also an address or a time",
}

// detector reads the scanner's rules through a global of its, so that the tests here run one after the other.
func detector(t *testing.T) *detect.Detector {
	t.Helper()
	d, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// left are the findings in a text that redaction leaves in it, rule by rule.
func left(d *detect.Detector, text string) (found int, rules []string) {
	clean := redact.Clean([]byte(text)).String()
	for _, finding := range d.DetectString(text) {
		found++
		if strings.Contains(clean, finding.Secret) {
			rules = append(rules, finding.RuleID)
		}
	}
	return found, rules
}

// TestCanaries: what the scanner finds in our own made-up texts is cut, by every rule.
func TestCanaries(t *testing.T) {
	d := detector(t)
	total := 0
	for _, text := range canary.Texts() {
		found, rules := left(d, text.Text)
		total += found
		if len(rules) > 0 {
			t.Errorf("%s of context %s: %q finds what is left in %q", text.Kind, text.Context, rules, redact.Clean([]byte(text.Text)))
		}
	}
	if total < 300 {
		t.Errorf("the scanner finds %d secrets in our texts: does it run?", total)
	}
}

// TestItsOwnRules makes secrets of the scanner's own rules, writes them as its own tests do, and has every finding cut.
func TestItsOwnRules(t *testing.T) {
	d := detector(t)
	const each = 4
	seen := map[string]bool{}
	leaks := map[string]string{}
	total := 0
	for id, rule := range d.Config.Rules {
		for _, text := range samples(t, rule, each) {
			found, rules := left(d, text)
			total += found
			seen[id] = seen[id] || found > 0
			for _, name := range rules {
				leaks[name] = text
			}
		}
	}
	for name, text := range leaks {
		if exceptions[name] == "" {
			t.Errorf("%s finds what is left of %q: %q", name, text, redact.Clean([]byte(text)))
		}
	}
	for name := range exceptions {
		if leaks[name] == "" {
			t.Errorf("%s is an exception, but all that it finds is cut: take it off the list", name)
		}
	}
	t.Logf("%d findings by %d of %d rules", total, len(seen), len(d.Config.Rules))
	if len(seen) < 200 || total < 20_000 {
		t.Errorf("%d findings by %d rules, want 20,000 by 200", total, len(seen))
	}
}

// literal makes of a rule an expression that only makes texts in the case in which its author wrote it, and that
// takes a dot in a host's name for a dot.
var literal = strings.NewReplacer("(?i)", "", "(?i:", "(?:", "hooks.slack.com", `hooks\.slack\.com`, "gems.contribsys.com", `gems\.contribsys\.com`,
	"enterprise.contribsys.com", `enterprise\.contribsys\.com`, `(\||%)`, `\|`)

// samples are texts with a secret that the rule finds, or should.
func samples(t *testing.T, rule config.Rule, count int) []string {
	t.Helper()
	if rule.Regex == nil {
		return nil // it looks at the names of files
	}
	expression := literal.Replace(rule.Regex.String())
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	secret := group(parsed, max(1, rule.SecretGroup))
	if secret == nil {
		secret = parsed
	}
	name := rule.RuleID
	if len(rule.Keywords) > 0 {
		name = strings.Trim(slices.Min(rule.Keywords), "_-.") // in no order
	}
	for _, made := range generate(t, secret.String(), count) {
		texts = append(texts, utils.GenerateSampleSecrets(name, made)...)
		texts = append(texts, "key "+made+" failed", fmt.Sprintf("curl -H \"X-Auth-Token: %s\" https://api.example", made))
	}
	if !strings.Contains(expression, `[\w.-]{0,50}?`) { // else it would make names that nothing is called
		texts = append(texts, generate(t, expression, count)...)
	}
	return texts
}

func generate(t *testing.T, expression string, count int) []string {
	t.Helper()
	generator, err := reggen.NewGenerator(expression)
	if err != nil {
		t.Fatal(err)
	}
	generator.SetSeed(7)
	var made []string
	for range count {
		made = append(made, generator.Generate(16))
	}
	return slices.Compact(made)
}

// group finds the capturing group of that number.
func group(expression *syntax.Regexp, number int) *syntax.Regexp {
	if expression.Op == syntax.OpCapture && expression.Cap == number {
		return expression.Sub[0]
	}
	for _, part := range expression.Sub {
		if found := group(part, number); found != nil {
			return found
		}
	}
	return nil
}
