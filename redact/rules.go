package redact

import (
	_ "embed"
	"encoding/json"
	"slices"
)

// rule finds the secrets of one kind that have its literal in them.
type rule struct {
	kind    string // of the secret; empty where find says it
	literal string // two rules may share one
	shape   shape  // of the secret, where its literal and what follows show it
	find    finder // where that does not do
	fold    bool   // the literal is in lower case and stands for any case
	yields  bool   // cuts nothing that a rule before it cuts in part
	breaks  bool   // the literal is a line break, which may part another literal
}

// finder looks at the literal in s[at:end] and returns the secret it belongs
// to, or the zero span. It must decide on a bounded number of bytes; only the
// end of a secret it has decided on may be searched without bound, which keeps
// the whole linear because the rule is not asked again inside that secret.
type finder func(s string, at, end int) span

// rules in their order of precedence: of two that start at the same byte the
// earlier one names the secret. What a secret looks like says more than the
// name it stood under, so shapes come first.
var rules = slices.Concat(
	[]rule{{kind: "private-key", literal: "-----BEGIN", find: privateKey}},
	shapes(),
	arounds(),
	[]rule{
		{kind: "azure-api-key", literal: "JQQJ99", find: azureKey},

		{kind: "jwt", literal: "eyJ", shape: webToken, find: jsonWebToken},

		{kind: "url-credentials", literal: "://", find: urlCredentials},
		{kind: "url-credentials", literal: `:\/\/`, find: urlCredentials},
		{kind: "url-credentials", literal: "%3A%2F%2F", find: encodedCredentials},
		{kind: "url-credentials", literal: " -u ", find: curlUser},
		{kind: "url-credentials", literal: " -U ", find: curlUser},
		{kind: "url-credentials", literal: "-user ", find: curlUser}, // --user, --proxy-user
		{kind: "url-credentials", literal: "-user=", find: curlUser},
		{kind: "url-credentials", literal: "-user\t", find: curlUser},
		{kind: "url-query-secret", literal: "key=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "sig=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "code=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "auth=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "token=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "secret=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "password=", find: urlQuery, fold: true},
		{kind: "url-query-secret", literal: "signature=", find: urlQuery, fold: true},

		{kind: "url-query-secret", literal: "%3d", find: encodedQuery, fold: true},
		{kind: "slack-token", literal: "hooks.slack.com%2F", find: encodedHook},

		{kind: "cookie", literal: "cf_clearance=", find: cookieValue},
		{kind: "cookie", literal: "__cf_bm=", find: cookieValue},
		{kind: "cookie", literal: "_cfuvid=", find: cookieValue},
		{kind: "cookie", literal: "sessionKey=", find: cookieValue},
		{kind: "cookie", literal: "_gitlab_session=", find: cookieValue},
		// the last word of the name that a value belongs to
		{literal: "authorization", find: named, fold: true},
		{literal: "key", find: named, fold: true},
		{literal: "token", find: named, fold: true},
		{literal: "secret", find: named, fold: true},
		{literal: "password", find: named, fold: true},
		{literal: "passwd", find: named, fold: true},
		{literal: "passphrase", find: named, fold: true},
		{literal: "pwd", find: named, fold: true},
		{literal: "credentials", find: named, fold: true},
		{literal: "signature", find: named, fold: true},
		{kind: "cookie", literal: "cookie", find: cookies, fold: true},
		{kind: "bearer-token", literal: "bearer", find: bearer, fold: true},

		{kind: "email", literal: "@", find: email, yields: true},
		{kind: "email", literal: "%40", find: encodedEmail, yields: true},
		{kind: "home-directory", literal: "/home/", find: home},
		{kind: "home-directory", literal: "/users/", find: home, fold: true},
		{kind: "home-directory", literal: "%2Fhome%2F", find: home},
		{kind: "home-directory", literal: "%2FUsers%2F", find: home},
		{kind: "home-directory", literal: "%5CUsers%5C", find: home},
		{kind: "home-directory", literal: `\home\`, find: home},
		{kind: "home-directory", literal: `\users\`, find: home, fold: true},
		// how Claude Code names its folder of a project
		{kind: "home-directory", literal: "/-home-", find: projectFolder},
		{kind: "home-directory", literal: "/-Users-", find: projectFolder},
		{kind: "home-directory", literal: "--Users-", find: projectFolder},

		{literal: "\n", breaks: true},
		{literal: `\n`, breaks: true},
	})

//go:embed shapes.json
var shapeFile []byte

// Shapes are the secrets that show by their first characters, as JSON: a list of objects with the kind, the
// literal it begins with, the marks that may stand in it beside letters and digits (upper: only capital
// letters), how many characters must follow at least, how long a whole one is, whether the literal may stand
// inside a word, and whether there must be a digit, since sk- also begins CSS classes. The pages' script reads
// them for its preview, so that there is one list; what Clean knows beside them it does not show.
func Shapes() []byte { return slices.Clone(shapeFile) }

// shapes are the rules of the file, in its order.
func shapes() []rule {
	var list []struct {
		Kind    string `json:"kind"`
		Literal string `json:"literal"`
		Marks   string `json:"marks"`
		Upper   bool   `json:"upper"`
		Least   int    `json:"least"` // of sk-ant- nine, because sk-ant-admin01- is a family and no key
		Whole   int    `json:"whole"`
		InWord  bool   `json:"in_word"`
		Digit   bool   `json:"digit"`
	}
	if err := json.Unmarshal(shapeFile, &list); err != nil {
		panic("redact: shapes.json: " + err.Error()) // the embedded file can't be wrong: every test reads it
	}
	var rules []rule
	for _, s := range list {
		letters := upperLetters + lowerLetters
		if s.Upper {
			letters = upperLetters
		}
		rules = append(rules, rule{kind: s.Kind, literal: s.Literal, shape: shape{
			chars: setOf(letters + digits + s.Marks), least: s.Least, whole: s.Whole, inWord: s.InWord, digit: s.Digit,
		}})
	}
	return rules
}

// kinds are all the names that may stand in a placeholder.
var kinds = kindSet()

func kindSet() map[string]bool {
	set := map[string]bool{secretVariable: true, secretField: true, apiKeyHeader: true}
	for _, r := range rules {
		set[r.kind] = true
	}
	for _, n := range names {
		set[n.kind] = true
	}
	delete(set, "")
	return set
}
