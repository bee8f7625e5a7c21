package redact

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
var rules = []rule{
	{kind: "private-key", literal: "-----BEGIN", find: privateKey},

	{kind: "anthropic-api-key", literal: "sk-ant-api", shape: shape{chars: dottedKey, least: 4, whole: 108, inWord: true}},
	{kind: "anthropic-admin-key", literal: "sk-ant-admin", shape: shape{chars: dottedKey, least: 4, whole: 108, inWord: true}},
	{kind: "anthropic-oauth-token", literal: "sk-ant-oat", shape: shape{chars: dottedKey, least: 4, whole: 108, inWord: true}},
	{kind: "anthropic-oauth-token", literal: "sk-ant-ort", shape: shape{chars: dottedKey, least: 4, whole: 108, inWord: true}},
	{kind: "anthropic-session-key", literal: "sk-ant-sid", shape: shape{chars: dottedKey, least: 4, whole: 120, inWord: true}},
	// nine, because sk-ant-admin01- is a family and no key
	{kind: "anthropic-key", literal: "sk-ant-", shape: shape{chars: dottedKey, least: 9, whole: 108, inWord: true}},
	{kind: "openrouter-key", literal: "sk-or-v1-", shape: shape{chars: keyChars, least: 8, whole: 73}},
	// without a digit it is a CSS class
	{kind: "openai-key", literal: "sk-", shape: shape{chars: keyChars, least: 16, whole: 51, digit: true}},
	{kind: "openai-key", literal: "sk-proj-", shape: shape{chars: keyChars, least: 8, whole: 164}},

	{kind: "aws-access-key-id", literal: "AKIA", shape: shape{chars: upperDigits, least: 12}},
	{kind: "aws-access-key-id", literal: "ASIA", shape: shape{chars: upperDigits, least: 12}},
	{kind: "aws-access-key-id", literal: "ABIA", shape: shape{chars: upperDigits, least: 12}},
	{kind: "aws-access-key-id", literal: "ACCA", shape: shape{chars: upperDigits, least: 12}},
	{kind: "aws-access-key-id", literal: "AROA", shape: shape{chars: upperDigits, least: 12}},
	{kind: "aws-access-key-id", literal: "AIDA", shape: shape{chars: upperDigits, least: 12}},
	{kind: "aws-session-token", literal: "IQoJb3JpZ2lu", shape: shape{chars: base64Chars, least: 16, whole: 1000}},
	{kind: "bedrock-api-key", literal: "ABSK", shape: shape{chars: base64Chars, least: 30, whole: 132}},
	{kind: "bedrock-api-key", literal: "bedrock-api-key-", shape: shape{chars: base64Chars, least: 8, whole: 1000}},
	{kind: "google-api-key", literal: "AIza", shape: shape{chars: keyChars, least: 24, whole: 39}},
	{kind: "google-api-key", literal: "AQ.Ab", shape: shape{chars: keyChars, least: 20, whole: 53}},
	{kind: "google-token", literal: "ya29.", shape: shape{chars: dottedKey, least: 10, whole: 1000}},
	{kind: "google-token", literal: "GOCSPX-", shape: shape{chars: keyChars, least: 16}},
	{kind: "azure-api-key", literal: "JQQJ99", find: azureKey},

	{kind: "jwt", literal: "eyJ", shape: webToken, find: jsonWebToken},
	{kind: "github-token", literal: "ghp_", shape: shape{chars: alphanumeric, least: 20}},
	{kind: "github-token", literal: "gho_", shape: shape{chars: alphanumeric, least: 20}},
	{kind: "github-token", literal: "ghu_", shape: shape{chars: alphanumeric, least: 20}},
	{kind: "github-token", literal: "ghs_", shape: shape{chars: alphanumeric, least: 20}},
	{kind: "github-token", literal: "ghr_", shape: shape{chars: alphanumeric, least: 20}},
	{kind: "github-token", literal: "github_pat_", shape: shape{chars: keyChars, least: 20, whole: 93}},
	{kind: "gitlab-token", literal: "glpat-", shape: shape{chars: dottedKey, least: 16}},
	{kind: "slack-token", literal: "xox", shape: shape{chars: keyChars, least: 12, digit: true}},
	{kind: "slack-token", literal: "xapp-", shape: shape{chars: keyChars, least: 12, digit: true}},
	{kind: "slack-token", literal: "hooks.slack.com/", shape: shape{chars: base64Chars, least: 20}},
	{kind: "huggingface-token", literal: "hf_", shape: shape{chars: alphanumeric, least: 30}},
	{kind: "npm-token", literal: "npm_", shape: shape{chars: alphanumeric, least: 30}},
	{kind: "nvidia-key", literal: "nvapi-", shape: shape{chars: keyChars, least: 20}},
	{kind: "groq-key", literal: "gsk_", shape: shape{chars: alphanumeric, least: 20}},
	{kind: "xai-key", literal: "xai-", shape: shape{chars: keyChars, least: 20, digit: true}},
	{kind: "perplexity-key", literal: "pplx-", shape: shape{chars: keyChars, least: 20, digit: true}},
	{kind: "stripe-key", literal: "sk_live_", shape: shape{chars: alphanumeric, least: 16}},
	{kind: "stripe-key", literal: "rk_live_", shape: shape{chars: alphanumeric, least: 16}},
	{kind: "pypi-token", literal: "pypi-AgE", shape: shape{chars: keyChars, least: 16, whole: 170}},

	{kind: "url-credentials", literal: "://", find: urlCredentials},
	{kind: "url-credentials", literal: `:\/\/`, find: urlCredentials},
	{kind: "url-credentials", literal: " -u ", find: curlUser},
	{kind: "url-credentials", literal: " -U ", find: curlUser},
	{kind: "url-credentials", literal: "-user ", find: curlUser}, // --user, --proxy-user
	{kind: "url-query-secret", literal: "key=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "sig=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "code=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "auth=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "token=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "secret=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "password=", find: urlQuery, fold: true},
	{kind: "url-query-secret", literal: "signature=", find: urlQuery, fold: true},

	{kind: "cookie", literal: "cf_clearance=", find: cookieValue},
	{kind: "cookie", literal: "__cf_bm=", find: cookieValue},
	{kind: "cookie", literal: "_cfuvid=", find: cookieValue},
	{kind: "cookie", literal: "sessionKey=", find: cookieValue},
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
	{kind: "home-directory", literal: "/home/", find: home},
	{kind: "home-directory", literal: "/users/", find: home, fold: true},
	{kind: "home-directory", literal: "%2Fhome%2F", find: home},
	{kind: "home-directory", literal: "%2FUsers%2F", find: home},
	{kind: "home-directory", literal: `\home\`, find: home},
	{kind: "home-directory", literal: `\users\`, find: home, fold: true},
	// how Claude Code names its folder of a project
	{kind: "home-directory", literal: "/-home-", find: projectFolder},
	{kind: "home-directory", literal: "/-Users-", find: projectFolder},
	{kind: "home-directory", literal: "--Users-", find: projectFolder},

	{literal: "\n", breaks: true},
	{literal: `\n`, breaks: true},
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
