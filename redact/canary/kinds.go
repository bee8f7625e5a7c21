package canary

import (
	"encoding/base64"
	"strings"
)

// kind is one sort of secret. The prefixes are written in two parts where a scanner would take this file for a leak.
type kind struct {
	name string
	make func(source) Secret
}

// kinds are what people who use Claude have at hand. Those that show by their shape stand under a name that says
// nothing.
var kinds = []kind{
	prefixed("anthropic api key", "sk-ant-"+"api03-", 93, "AA"),
	prefixed("anthropic admin key", "sk-ant-"+"admin01-", 93, "AA"),
	prefixed("anthropic access token", "sk-ant-"+"oat01-", 93, "AA"),
	prefixed("anthropic refresh token", "sk-ant-"+"ort01-", 93, "AA"),
	prefixed("anthropic session key", "sk-ant-"+"sid01-", 93, "AA"),
	prefixed("openai key", "sk-"+"proj-", 120, ""),
	prefixed("openai old key", "sk-", 48, ""),
	prefixed("openrouter key", "sk-or-"+"v1-", 64, ""),
	{"aws key id", func(r source) Secret { return shaped("AKIA" + r.mark(r.from(capitals+"234567", 16))) }},
	named("aws secret key", "aws_secret_access_key", func(r source) string { return r.from(letters+"/+", 40) }),
	named("aws session token", "aws_session_token", func(r source) string { return "FwoGZXIvYXdz" + r.from(letters+"/+", 300) + "==" }),
	{"aws signature", signature},
	prefixed("bedrock long key", "ABSK", 128, ""),
	prefixed("bedrock short key", "bedrock-api-key-", 300, ""),
	prefixed("google api key", "AIza", 35, ""),
	prefixed("google access token", "ya29.", 140, ""),
	{"private key", privateKey},
	{"json web token", webToken},
	prefixed("github token", "ghp_", 36, ""),
	{"github fine-grained token", func(r source) Secret {
		return shaped("github_" + "pat_" + r.mark(r.word(22)) + "_" + r.mark(r.word(59)))
	}},
	prefixed("gitlab token", "glpat-", 20, ""),
	{"slack token", func(r source) Secret {
		return shaped("xoxb-" + r.from(digits, 12) + "-" + r.mark(r.from(digits, 13)+"-"+r.word(24)))
	}},
	{"slack webhook", func(r source) Secret {
		return shaped("https://hooks.slack.com/" + "services/T0EXAMPLE/B0EXAMPLE/" + r.mark(r.word(24)))
	}},
	prefixed("hugging face token", "hf_", 34, ""),
	prefixed("npm token", "npm_", 36, ""),
	named("bearer token", "authorization", func(r source) string { return "Bearer " + r.mark(r.word(40)) }),
	named("basic credentials", "authorization", basic),
	named("cookie", "cookie", func(r source) string {
		return "sessionKey=" + r.mark(r.word(40)) + "; __cf_bm=" + r.mark(r.word(43))
	}),
	{"credentials in a URL", func(r source) Secret {
		return shaped("https://jane:" + r.mark(r.word(18)) + "@proxy.example.com:3128/")
	}},
	{"secret in a query", func(r source) Secret {
		return shaped("https://api.example.com/v1/models?key=" + r.mark(r.word(32)) + "&alt=sse")
	}},
	named("azure key", "api-key", func(r source) string { return r.from(hexes, 32) }),
	{"azure new key", func(r source) Secret {
		return shaped(r.mark(r.word(52)) + "JQQJ99" + "BAACYeBjFXJ3w3AAAB" + "ACOGEXAM")
	}},
	named("key of a service", "weather_api_key", func(r source) string { return r.word(28) }),
	named("password", "password", func(r source) string { return r.word(16) }),
	named("client secret", "client_secret", func(r source) string { return r.word(32) }),
	{"e-mail address", func(r source) Secret { return shaped(r.mark("jane."+r.from(smalls, 12)) + "@mail.example") }},
	{"home directory", func(r source) Secret { return shaped("/home/" + r.mark("jane"+r.from(smalls, 12)) + "/app/main.py") }},
	{"home directory on a mac", func(r source) Secret {
		return shaped("/Users/" + r.mark("jane"+r.from(smalls, 12)) + "/app/main.py")
	}},
	{"home directory on windows", func(r source) Secret {
		return shaped(`C:\Users\` + r.mark("jane"+r.from(smalls, 12)) + `\app\main.py`)
	}},
}

// The marks enclose what is secret in a value.
const (
	markStart = "\x02"
	markEnd   = "\x03"
)

func (r source) mark(word string) string { return markStart + word + markEnd }

// shaped is a secret that shows by its shape, so that it stands under any name.
func shaped(value string) Secret { return secret("note", value) }

// secret takes the marks out of a value; without marks all of it is secret.
func secret(name, value string) Secret {
	if !strings.Contains(value, markStart) {
		value = markStart + value + markEnd
	}
	s := Secret{Name: name}
	for _, part := range strings.Split(value, markStart) {
		if hidden, _, marked := strings.Cut(part, markEnd); marked {
			s.Hidden = append(s.Hidden, hidden)
		}
	}
	s.Value = strings.NewReplacer(markStart, "", markEnd, "").Replace(value)
	return s
}

func prefixed(name, prefix string, length int, suffix string) kind {
	return kind{name, func(r source) Secret { return shaped(prefix + r.mark(r.word(length)) + suffix) }}
}

// named is a secret that only its name gives away.
func named(name, field string, value func(source) string) kind {
	return kind{name, func(r source) Secret { return secret(field, value(r)) }}
}

func basic(r source) string {
	return "Basic " + r.mark(base64.StdEncoding.EncodeToString([]byte("jane:"+r.word(18))))
}

func signature(r source) Secret {
	return secret("authorization", "AWS4-HMAC-SHA256 Credential=AKIA"+r.mark(r.from(capitals+"234567", 16))+
		"/20260301/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature="+r.mark(r.from(hexes, 64)))
}

func webToken(r source) Secret {
	return shaped("eyJ" + r.mark(r.word(33)) + ".eyJ" + r.mark(r.word(120)) + "." + r.mark(r.word(43)))
}

// privateKey is that of a service account: lines of 64 characters.
func privateKey(r source) Secret {
	var key strings.Builder
	key.WriteString("-----BEGIN " + "PRIVATE KEY-----\n")
	for range 6 {
		key.WriteString(r.mark(r.from(letters+"/+", 64)) + "\n")
	}
	key.WriteString(r.mark(r.from(letters+"/+", 40)) + "==\n-----END " + "PRIVATE KEY-----")
	return secret("private_key", key.String())
}
