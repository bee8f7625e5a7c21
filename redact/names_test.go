package redact

import (
	"strings"
	"testing"
)

// Values that only their names give away: what stands between < and > is cut.
var namedValues = []struct{ kind, text string }{
	{"authorization-header", "Authorization: Bearer <xyz>"},
	{"authorization-header", "authorization: bearer <abcdefgh>\r\naccept: */*"},
	{"authorization-header", "Authorization: Basic <dXNlcjpwYXNz>"},
	{"authorization-header", "> Proxy-Authorization: Basic <dXNlcjpwYXNz>\n> Host: x"},
	{"authorization-header", "Authorization: Token <9944b09199c62bcf9418>"},
	{"authorization-header", "Authorization: Custom <9944b09199c62bcf9418>"},
	{"authorization-header", `{"authorization": "Bearer <abc.def-ghi>"}`},
	{"authorization-header", `{'Authorization': 'Bearer <abc123>', 'Accept': '*/*'}`},
	{"authorization-header", `{\"Authorization\":\"Bearer <abc123>\",\"x\":1}`},
	{"authorization-header", `(b'Authorization', b'Bearer <abc123>')`},
	{"authorization-header", "authorization: [ 'Authorization', 'Bearer <abc123>' ]"},
	{"authorization-header", "Authorization:\n      'Bearer <abc123def>',"},
	{"authorization-header", "map[Authorization:[Bearer <abc123>] Accept:[*/*]]"},
	{"authorization-header", "Authorization: <abc123def456>"},
	{"authorization-header", "curl -H \"authorization: Bearer <abc123>\" https://x"},
	{"authorization-header", "Authorization%3A%20Bearer%20<abc123def>"},
	{"bearer-token", "sent Bearer <abc123def456>, got 401"},
	{"bearer-token", "'Bearer ' + '<abc123def456>'"},
	{"bearer-token", `"Bearer" "<abc123def456>"`},
	{"bearer-token", "--header 'X-Auth: bearer <abc123def456>'"},
	{"api-key-header", "x-api-key: <abcdef12>"},
	{"api-key-header", "X-API-KEY: <abcdef12>\nHost: api.anthropic.com"},
	{"api-key-header", "[x-api-key: <sk...Ig>], [content-length: 298]"},
	{"api-key-header", "{x-api-key=<abcdef12>, accept=*/*}"},
	{"api-key-header", `'x-api-key': '<oops+28,>\n    'accept': '*/*'`},
	{"api-key-header", `"x-goog-api-key" => "<abcdef12>"`},
	{"api-key-header", `'X-Api-Key':` + "\n" + `      '<abcdefgh>'`},
	{"api-key-header", "client --api-key <abcdef12> --model x"},
	{"api-key-header", "client --api-key=<abcdef12> --model x"},
	{"api-key-header", `"args": ["--api-key", "<abcd1234efgh>", "--port", "1"]`},
	{"api-key-header", "Unexpected char 0x0a at 108 in x-api-key value: <abcdef12>"},
	{"api-key-header", "'x-api-key': \x1b[32m'<abcdef12>'\x1b[39m"},
	{"azure-api-key", "api-key: <0123456789abcdef0123456789abcdef>"},
	{"azure-api-key", "Ocp-Apim-Subscription-Key: <0123456789abcdef0123456789abcdef>"},
	{"azure-api-key", "AZURE_API_KEY=<0123456789abcdef>"},
	{"azure-api-key", "ANTHROPIC_FOUNDRY_API_KEY=<0123456789abcdef>"},
	{"azure-api-key", "AZURE_OPENAI_API_KEY=<0123456789abcdef>"},
	{"cookie", "Cookie: <__cf_bm=abc.def; sessionId=1234>\r\nHost: claude.ai"},
	{"cookie", "Cookie: <a=b>; "},
	{"cookie", "'cookie': '<a=b; c=d>', 'host': 'x'"},
	{"cookie", "set-cookie: <__cf_bm=abc123.def>; path=/; expires=Mon, 03-Mar-25 05:40:44 GMT; HttpOnly"},
	{"cookie", "'Set-Cookie': '<_cfuvid=abc123>; path=/; domain=.claude.ai'"},
	{"cookie", "__cf_bm=<abcdef123456>"},
	{"cookie", "_cfuvid=<abcdef123456>"},
	{"cookie", "sessionKey=<abcdef123456>"},
	{"cookie", "cf_clearance=<abcdef123456>"},
	{"secret-variable", "export SOME_API_KEY=<abcdefgh>"},
	{"secret-variable", "SOME_OTHER_KEY=<abcdefgh>"},
	{"secret-variable", "API_KEY=<abcdefgh>，错误：401"},
	{"secret-variable", "OPENAI_API_KEY='<abcdefgh>'"},
	{"secret-variable", "LITELLM_MASTER_KEY=<sk-1234>\nDEBUG=1"},
	{"secret-variable", "DB_PASSWORD=<p,a&s;s)word>\n"},
	{"secret-variable", "DB_PASSWORD=<12345678>"},
	{"secret-variable", `set ANTHROPIC_AUTH_TOKEN=<abcdefgh>` + "\r\n"},
	{"secret-variable", `$env:ANTHROPIC_API_KEY="<abcdefgh>"`},
	{"secret-variable", `"env": {"TAVILY_API_KEY": "<abcdefgh>"}`},
	{"secret-variable", "environment:\n  ANTHROPIC_API_KEY: <abcdefgh>\n"},
	{"secret-variable", "docker run -e ANTHROPIC_AUTH_TOKEN=<abcdefgh> image"},
	{"secret-variable", `\nGITHUB_TOKEN=<abcdefgh>\nX=1`},
	{"secret-variable", "env:\x1b[33mMY_SECRET=<abcdefgh>"},
	{"secret-variable", "ANTHROPIC_API_KEY_2=<abcdefgh12345678>"},
	{"secret-variable", "ANTHROPIC_API_KEY_PROD=<abcdefgh12345678>"},
	{"secret-variable", "ENV ANTHROPIC_AUTH_TOKEN <abcdefgh>"},
	{"secret-variable", `setx ANTHROPIC_AUTH_TOKEN "<abcdefgh>"`},
	{"secret-variable", "set -gx ANTHROPIC_AUTH_TOKEN <abcdefgh>"},
	{"secret-variable", "DB_PASSWORD=<secret>"},
	{"secret-field", "Server=db;User=sa;Password=<p@ss>;Database=x"},
	{"secret-field", `{"api_key": "<abcd>", "n": 1}`},
	{"secret-field", `{"apiKey":"<abcdefgh>"}`},
	{"secret-field", `{\"access_token\":\"<abcdefgh>\",\"expires_in\":3600}`},
	{"secret-field", `{\\\"refresh_token\\\":\\\"<abcdefgh>\\\"}`},
	{"secret-field", `{"password":"<a\"b c>"}`},
	{"secret-field", `{'client_secret': '<abcdefgh>'}`},
	{"secret-field", `{"passwd": "<abcd>", "pwd": "<efgh>", "passphrase": "<ijkl mnop>"}`},
	{"secret-field", `{"access_key": "<abcdefgh>", "secret_key": "<abcdefgh>", "master_key": "<abcdefgh>"}`},
	{"secret-field", `{"signingKey": "<abcdefgh>", "encryptionKey": "<abcdefgh>", "session_key": "<abcdefgh>"}`},
	{"secret-field", `{"id_token": "<abcdefgh>", "authToken": "<abcdefgh>", "bearer_token": "<abcdefgh>"}`},
	{"secret-field", `{"session_token": "<abcdefgh>", "accountKey": "<abcdefgh>", "refresh_token": "<abcdefgh>"}`},
	{"secret-field", "AccountName=x;AccountKey=<abcd1234+/==>;EndpointSuffix=core.windows.net"},
	{"secret-variable", "SOME_CREDENTIALS=<abcdefgh12345678>"},
	{"secret-field", "password: <correcthorse>\nuser: me"},
	{"secret-field", "db:\n  password: <hunter2>\n"},
	{"secret-field", `{"token": "<abcd1234efgh5678>"}`},
	{"secret-field", "Anthropic(api_key='<abcdefgh>')"},
	{"secret-field", `private_key: "<abcdefgh>"`},
	{"secret-field", "api_key = <abcdefgh1>"},
	{"secret-field", "machine x login y password <abcdefgh>"},
	{"secret-field", "[api_key] => <abcdefgh>\n"},
	{"secret-field", `{%22api_key%22%3A%22<abcdefgh>%22}`},
	{"secret-field", `{&quot;api_key&quot;:&quot;<abcdefgh>&quot;}`},
	{"secret-field", "{&#x27;api_key&#x27;: &#x27;<abcdefgh>&#x27;}"},
	{"secret-variable", "---\nAPI_TOKEN: <abcdefgh12345678>\n"},
	{"secret-field", "Your API key: <abcd1234efgh5678>."},
	{"secret-field", "api_key=“<abcdefgh>”"},
	{"aws-secret-key", "AWS_SECRET_ACCESS_KEY=<wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY>"},
	{"aws-secret-key", "aws_secret_access_key = <wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY>\n"},
	{"aws-secret-key", "AWS_SECRET_KEY=<wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY>"},
	{"aws-secret-key", `secretAccessKey: '<wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY>',`},
	{"aws-session-token", "AWS_SESSION_TOKEN=<FwoGZXIvYXdzEXAMPLE+/==>"},
	{"aws-session-token", "X-Amz-Security-Token: <FwoGZXIvYXdzEXAMPLE+/==>"},
	{"aws-signature", "SignedHeaders=host;x-amz-date, Signature=<5d672d79c15b13162d9279b0855cfba6>"},
	{"aws-signature", "&X-Amz-Signature=<5d672d79c15b13162d9279b0855cfba6>&x=1"},
	{"url-credentials", "http://<user:pass>@proxy.corp.example:3128/"},
	{"url-credentials", "HTTPS_PROXY=http://<user:p@ss>@10.0.0.1:3128"},
	{"url-credentials", "redis://<:hunter2>@localhost:6379/0"},
	{"url-credentials", `"http:\/\/<user:pass>@proxy\/"`},
	{"url-credentials", "https://<0123456789abcdef0123>@host.example/1"},
	{"url-credentials", "curl -x http://proxy:3128 -U '<user:pass>' https://x.example"},
	{"url-credentials", "curl -u <user:pass> https://x.example"},
	{"url-credentials", "curl --proxy-user <user:pass> https://x.example"},
	{"url-query-secret", "https://x.example/v1?key=<abcdef12>&alt=sse"},
	{"url-query-secret", "https://x.example/?auth=<abcdef12>&client_secret=<abcdef12>&password=<hunter2>"},
	{"url-query-secret", "https://x.example/?signature=<abcdef12>"},
	{"url-query-secret", "https://x.example/?a=1&sig=<abcdef12%3D>"},
	{"url-query-secret", "https://x.example/cb?code=<ab12cd34ef56>&state=1"},
	{"url-query-secret", "https://x.example/?a=1&amp;access_token=<abcdef12>'"},
	{"url-query-secret", "https://x.example/#access_token=<abcdef12>&state=1"},
	{"email", "Email: <dev.person+tag@mail.example.com>."},
	{"email", `\n<dev@example.com>\n`},
	{"email", "\x1b[36m<dev@example.com>"},
	{"email", "<git@github.com>:org/repo.git"},
	{"email", "mailto:<dev@example.co.uk>>"},
	{"home-directory", `File "/home/<dev.user>/app/main.py", line 3`},
	{"home-directory", "cwd: /Users/<devuser>."},
	{"home-directory", "file:///Users/<devuser>/x.mjs:1:2"},
	{"home-directory", `C:\Users\<devuser>\AppData\Roaming`},
	{"home-directory", `"cwd": "C:\\Users\\<PC>"`},
	{"home-directory", `C:\\\\Users\\\\<devuser>\\\\x`},
	{"home-directory", `C:\Users\<Dev User>\AppData`},
	{"home-directory", "c:/users/<devuser>/x"},
	{"home-directory", "/mnt/c/Users/<devuser>/x and /c/users/<devuser>/y"},
	{"home-directory", `\\wsl$\Ubuntu\home\<devuser>\x`},
	{"home-directory", "/home/<jörg>/x"},
	{"home-directory", "file:///C:/Users/<Dev User>/x.js and %2Fhome%2F<devuser>%2Fx"},
	{"home-directory", "%2FUsers%2F<devuser>%2Fx and ~/.claude/projects/-home-<devuser>-code"},
	{"home-directory", "/opt/.claude/projects/-Users-<devuser>-code/1.jsonl"},
	{"home-directory", `projects\C--Users-<devuser>-code`},
}

func TestCleanNamedValues(t *testing.T) {
	t.Parallel()
	for _, c := range namedValues {
		in, want := marked(c.text, "[redacted:"+c.kind+"]")
		t.Run(c.kind+"/"+in, func(t *testing.T) {
			t.Parallel()
			checkClean(t, in, want)
		})
	}
}

// marked takes the marks out of a text: once with what they enclose, once with
// the placeholder in its place. A > that closes nothing stays.
func marked(text, placeholder string) (in, want string) {
	for {
		before, rest, ok := strings.Cut(text, "<")
		if !ok {
			return in + text, want + text
		}
		secret, after, _ := strings.Cut(rest, ">")
		in += before + secret
		want += before + placeholder
		text = after
	}
}
