package diagnose

import (
	"bytes"
	"strings"
)

// This file holds the words by which the scanner tells what a word of a paste is. They describe the shapes
// that errors come in; what is known about a single error stands in its article.

// errorTypes are the API's own values of error.type.
var errorTypes = newLexicon(set("invalid_request_error", "authentication_error", "billing_error", "permission_error",
	"not_found_error", "conflict_error", "request_too_large", "rate_limit_error", "api_error", "timeout_error",
	"overloaded_error"))

// sharedTypes are error types that other vendors use as well, so they don't say whose error it is.
var sharedTypes = set("invalid_request_error", "api_error", "not_found_error", "rate_limit_error", "authentication_error", "permission_error",
	"billing_error", "conflict_error", "timeout_error")

// statusLeads are the words after which a three-digit number is a status.
var statusLeads = set("error", "code", "status", "statuscode", "status_code", "http", "http/1.0", "http/1.1", "http/2", "http/3",
	"api", "response", "returned", "returns", "return", "got", "answered", "answers", "received", "replied", "rejected", "failed",
	"with", "http_status", "httpstatus", "err", "httpstatuscode", "anthropic", "claude", "gives", "get", "getting", "a", "an", "the", "error_code")

// reasons are the phrases that follow a status, in lower case; their first words are enough. The last rows
// are Cloudflare's, for 520 to 526.
var reasons = []string{
	"bad request", "unauthorized", "payment required", "forbidden", "not found", "method not allowed", "proxy authentication",
	"request timeout", "conflict", "payload too large", "request entity too large", "content too large", "unprocessable",
	"too many requests", "internal server error", "bad gateway", "service unavailable", "service temporarily unavailable",
	"gateway time", "overloaded", "client error", "server error", "status code",
	"web server", "connection timed out", "origin is unreachable", "a timeout occurred", "ssl handshake failed", "invalid ssl certificate",
}

// field says what a word is when a value stands behind it.
type field uint8

const (
	fieldNone    field = iota
	fieldHeader        // a response header worth keeping
	fieldMessage       // what an error object says
	fieldType          // what kind of error an object says it is
)

// fields are the names of headers and of the fields of error objects, in lower case.
var fields = func() *lexicon[field] {
	m := map[string]field{}
	for kind, words := range map[field][]string{
		fieldHeader: {"retry-after", "retry-after-ms", "request-id", "x-request-id", "x-should-retry", "server", "via", "date",
			"content-type", "proxy-authenticate", "x-deny-reason", "cf-ray", "cf-mitigated", "x-cache", "x-squid-error",
			"apim-request-id", "www-authenticate", "location", "x-amzn-requestid", "x-amzn-errortype"},
		fieldMessage: {"message", "msg", "error", "error_message", "errormessage", "provider_message", "detail", "error_description", "apimessage"},
		fieldType:    {"type", "error_type", "errortype", "__type", "code", "error_code", "errorcode", "status", "reason"},
	} {
		for _, word := range words {
			m[word] = kind
		}
	}
	return newLexicon(m)
}()

// headerPrefixes begin the headers that come in families.
var headerPrefixes = [][]byte{[]byte("anthropic-ratelimit-"), []byte("anthropic-organization-id"), []byte("anthropic-workspace-id"),
	[]byte("anthropic-priority-"), []byte("anthropic-fast-"), []byte("x-envoy-"), []byte("x-litellm-")}

// fieldOf says what a word in lower case is when a value stands behind it.
func fieldOf(word []byte) field {
	if kind, known := fields.of(word); known || len(word) == 0 || word[0] != 'a' && word[0] != 'x' {
		return kind
	}
	for _, prefix := range headerPrefixes {
		if bytes.HasPrefix(word, prefix) {
			return fieldHeader
		}
	}
	return fieldNone
}

// claudeWords are the parts of words that only errors of Claude and its clients hold, and the provider
// that they name, if any.
var claudeWords = map[string]string{
	"anthropic": "", "claude": "", "sonnet": "", "haiku": "", "toolu": "", "srvtoolu": "",
	"bedrock": "bedrock", "bedrockexception": "bedrock", "vrtx": "vertex", "vertexaiexception": "vertex",
	"anthropicbedrock": "bedrock", "anthropicvertex": "vertex", "anthropicfoundry": "foundry", "anthropicaws": "", "asyncanthropic": "",
	"anthropicexception": "anthropic", "anthropicerror": "anthropic", "chatanthropic": "", "chatbedrock": "bedrock", "chatbedrockconverse": "bedrock",
}

// foreignWords are the parts of words that name another vendor or another kind of system.
var foreignWords = set("openai", "chatgpt", "gpt", "generativelanguage", "gemini", "groq", "mistral", "mistralai", "cohere", "grok", "llama", "titan", "deepseek", "qwen",
	"nova", "jamba", "imagen", "imagegeneration", "textembedding", "glm", "kimi", "moonshot", "minimax", "gemma", "codestral", "mixtral", "maverick", "phi",
	"stripe", "dynamodb", "dynamodbv2", "cloudwatch", "docker", "kubernetes", "kubectl", "kubelet", "k8s", "minikube", "kube",
	"postgres", "postgresql", "mysql", "redis", "mongodb", "kafka", "elasticsearch", "github", "gitlab", "telegram", "discord", "pandas",
	"psycopg", "psycopg2", "asyncpg", "pymysql", "pymongo", "kombu", "amqp", "rabbitmq", "cassandra", "smtplib", "imaplib", "smtp", "nodemailer", "paramiko")

// units are the stems of what numbers count.
var units = set("line", "token", "page", "file", "word", "request", "messag", "imag", "user", "dollar", "usd", "eur", "euro", "ms", "mb", "kb", "gb", "k", "px", "pixel",
	"char", "charact", "byte", "time", "minut", "second", "hour", "day", "row", "record", "item", "tool", "percent", "rpm", "tpm", "peopl", "month")

// troubles are the stems of words by which a text tells that something went wrong, in the languages in which
// people tell it most.
var troubles = set("not", "no", "never", "none", "noth", "cant", "cannot", "couldnt", "wont", "doesnt", "dont", "didnt", "isnt", "arent", "wasnt", "hasnt", "havent",
	"without", "unabl", "error", "err", "fail", "failur", "refus", "reject", "deni", "deny", "block", "forbid", "forbidden", "disallow", "lost", "lose", "miss", "invalid",
	"wrong", "bad", "broken", "break", "broke", "unexpect", "unknown", "unsupport", "unavail", "unauthor", "unreach", "untrust", "timeout", "hang", "hung",
	"stuck", "stall", "freez", "crash", "die", "dead", "drop", "cut", "abort", "termin", "interrupt", "stop", "limit", "throttl", "exceed", "exhaust", "too",
	"overload", "busi", "down", "expir", "revok", "disabl", "suspend", "ban", "lock", "complain", "complaint", "problem", "issu", "troubl", "warn", "throw", "rais",
	"conflict", "duplic", "mismatch", "empti", "blank", "garbag", "malform", "corrupt", "reset", "close", "disconnect", "retri", "loop", "endless", "vanish",
	"incompat", "deprec", "outdat", "must", "requir", "insist", "say", "said", "tell", "told", "choke", "hate", "quit",
	"instead", "only", "out", "over", "insuffici", "lack", "kill", "undefin", "reach", "want", "ask", "got", "give", "need", "larg", "larger", "big", "bigger", "again", "sudden",
	"kein", "keine", "nicht", "fehlt", "fehler", "abgelehnt", "zu", "verweigert", "verlangt", "statt", "erreicht", "abgelaufen", "ungültig", "sin", "falla", "fallo", "demasiado", "nao", "não", "erro", "falha", "pas", "erreur",
	"不", "错", "失", "无", "没", "超", "限", "拒", "败", "误", "过", "禁", "断", "エ", "な", "敗", "切", "れ", "太")

// otherModels are those foreign words that name a model or its maker.
var otherModels = set("gpt", "chatgpt", "gemini", "mistral", "mistralai", "cohere", "grok", "llama", "titan", "deepseek", "qwen",
	"nova", "jamba", "imagen", "imagegeneration", "textembedding", "glm", "kimi", "moonshot", "minimax", "gemma", "codestral", "mixtral", "maverick", "phi")

// foreignClasses begin the names of other systems' exception classes.
var foreignClasses = [][]byte{[]byte("Mongo"), []byte("Redis"), []byte("Psycopg"), []byte("Prisma"), []byte("Sequelize"),
	[]byte("Stripe"), []byte("Octokit"), []byte("Kafka"), []byte("Elastic"), []byte("Groq"), []byte("Mistral")}

// foreignPorts are the ports of databases and brokers.
var foreignPorts = set("1433", "1521", "3306", "5432", "5672", "6379", "9042", "9092", "9200", "11211", "27017")

// ownTraffic are the words by which programs that ask no model begin to tell of their own connections, and what
// follows them: package managers, the proxies of development servers, site software, driven browsers, ssh.
var ownTraffic = newLexicon(map[string][]string{
	"npm":  {" err! network", " error network", " err! errno e", " error errno e", " install"},
	"pnpm": {" install", " add"}, "yarn": {" install", " add"}, "homebrew": {""}, "gradle": {" sync", " wrapper", " daemon"},
	"vite": {"] http proxy error", "] ws proxy error"}, "hpm": {"] e"}, "could": {" not proxy request"},
	"occurred":  {" while trying to proxy", " while proxying request", " prerendering page"},
	"wordpress": {""}, "http_request_failed": {""}, "loopback": {" request"},
	"navigation": {" timeout of", " timeout exceeded"},
	"ssh":        {": connect to host"},
})

// ownTrafficModules begin the classes of programs of that kind.
var ownTrafficModules = [][]byte{[]byte("org.gradle."), []byte("org.apache.maven."), []byte("org.eclipse.aether.")}

// netCommands are the commands that a host is given to: curl -I HOST.
var netCommands = set("curl", "wget", "ping", "nslookup", "dig", "traceroute", "tracert", "telnet")

// hostLeads are the words after which the name of a host stands, besides the :// of an address.
var hostLeads = newLexicon(set("host", "hostname", "enotfound", "eai_again", "lookup", "resolve", "connect", "connecting"))

// clientWords are the parts of words that name the program which printed an error.
var clientWords = map[string]string{
	"litellm": "litellm", "langchain": "langchain", "botocore": "boto3", "boto3": "boto3",
	"openrouter": "openrouter", "aider": "aider", "curl": "curl",
}

// compoundClients are the whole words that do; all of them begin with "ai".
var compoundClients = map[string]string{"ai_apicallerror": "ai-sdk", "ai_retryerror": "ai-sdk", "ai-sdk": "ai-sdk"}

// meaning is what a part of a word says of whose the error is.
type meaning struct {
	claude   bool // it speaks of Claude
	foreign  bool // it speaks of another vendor
	provider string
	client   string
}

// meanings joins claudeWords, foreignWords and clientWords, so that one look-up answers for each part.
var meanings = func() *lexicon[meaning] {
	m := map[string]meaning{}
	for word, provider := range claudeWords {
		m[word] = meaning{claude: true, provider: provider}
	}
	for word := range foreignWords {
		m[word] = meaning{foreign: true}
	}
	for word, client := range clientWords {
		m[word] = meaning{client: client}
	}
	return newLexicon(m)
}()

// claudeClients are the clients that talk to nobody but Claude.
var claudeClients = set("claude-code", "anthropic-python", "anthropic-typescript", "anthropic-go", "anthropic-java", "anthropic-ruby")

// moduleClients name the client by the top module of an exception class.
var moduleClients = map[string]string{
	"anthropic": "anthropic-python", "litellm": "litellm", "openai": "openai-python", "botocore": "boto3",
	"langchain": "langchain", "langchain_anthropic": "langchain",
}

// moduleClient is the client that a module belongs to, or "".
func moduleClient(module string) string {
	if strings.HasPrefix(module, "com.anthropic.") {
		return "anthropic-java"
	}
	top, _, _ := strings.Cut(module, ".")
	return moduleClients[top]
}

// hostKind says whose a host is.
type hostKind uint8

const (
	hostUnknown hostKind = iota
	hostClaude
	hostNeutral  // documentation: names nobody as long as it is only linked to
	hostNameless // an address, this machine, a proxy: names nobody at all
)

// providerHosts are the hosts that answer for Claude, by suffix.
var providerHosts = []struct{ suffix, provider string }{
	{"anthropic.com", "anthropic"}, {"claude.ai", "anthropic"}, {"claude.com", "anthropic"}, {"claudeusercontent.com", "anthropic"},
	{"aiplatform.googleapis.com", "vertex"}, {"services.ai.azure.com", "foundry"}, {"openrouter.ai", "gateway"},
}

// neutralHosts are documentation and package hosts that errors link to.
var neutralHosts = []string{"github.com", "developer.mozilla.org", "json-schema.org", "w3.org", "python.org",
	"nodejs.org", "npmjs.com", "pypi.org", "docs.litellm.ai", "langchain.com", "aka.ms", "httpstatuses.com", "example.com",
	"curl.se", "cloud.google.com", "docs.aws.amazon.com", "learn.microsoft.com", "support.google.com", "aider.chat"}

// knownDomains are what stands behind the last full stop of the hosts above: of a file's or a function's name it is
// something else.
var knownDomains = func() *lexicon[bool] {
	domains := newLexicon[bool](nil)
	for _, known := range providerHosts {
		domains.add(known.suffix[strings.LastIndexByte(known.suffix, '.')+1:], true)
	}
	for _, host := range neutralHosts {
		domains.add(host[strings.LastIndexByte(host, '.')+1:], true)
	}
	return domains
}()

// documentHosts begin the names of hosts that hold documentation.
var documentHosts = set("docs", "doc", "help", "support", "developer", "developers", "wiki")

// classify says whose a host is, and who answers there.
func classify(host string) (hostKind, string) {
	if strings.Contains(host, "bedrock") {
		return hostClaude, "bedrock"
	}
	domain := knownDomains.has([]byte(host[strings.LastIndexByte(host, '.')+1:]))
	for _, known := range providerHosts {
		if domain && below(host, known.suffix) {
			return hostClaude, known.provider
		}
	}
	if host == "api.github.com" {
		return hostUnknown, "" // unlike github.com, which every tool's messages link to
	}
	for _, neutral := range neutralHosts {
		if domain && below(host, neutral) {
			return hostNeutral, ""
		}
	}
	if strings.Contains(host, "proxy") {
		return hostNameless, "" // on the way to anybody
	}
	if strings.IndexByte(host, '.') < 0 || isDigit(host[len(host)-1]) && strings.Trim(host, "0123456789.") == "" {
		return hostNameless, "" // an address tells nobody's name
	}
	return hostUnknown, ""
}

// below says whether host is domain or a host below it; regional endpoints such as
// europe-west1-aiplatform.googleapis.com join their name with a hyphen.
func below(host, domain string) bool {
	rest, ok := strings.CutSuffix(host, domain)
	return ok && (rest == "" || strings.HasSuffix(rest, ".") || strings.HasSuffix(rest, "-"))
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, word := range words {
		m[word] = true
	}
	return m
}
