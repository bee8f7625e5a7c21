package diagnose

import (
	"testing"
)

// TestForeignErrors holds errors of others, in their own shapes; the library that Errdex ships with says nothing.
func TestForeignErrors(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	tests := []struct{ name, paste string }{
		{"openai python", "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for gpt-4.1-mini in organization org-x on requests per min (RPM): Limit 500, Used 500, Requested 1.', 'type': 'requests', 'param': None, 'code': 'rate_limit_exceeded'}}"},
		{"message broker", "Traceback (most recent call last):\n  File \"/srv/jobs/venv/lib/python3.12/site-packages/kombu/connection.py\", line 201, in connect\n    return self._ensure_connection()\nConnectionResetError: [Errno 104] Connection reset by peer"},
		{"mail", "  File \"/usr/lib/python3.12/smtplib.py\", line 312, in _get_socket\nTimeoutError: [Errno 110] Connection timed out"},
		{"openai quota", `{"error":{"message":"You exceeded your current quota, please check your plan and billing details. For more information read https://platform.openai.com/docs/guides/error-codes/api-errors.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}`},
		{"openai key", "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'Incorrect API key provided: sk-xxxx. You can find your API key at https://platform.openai.com/account/api-keys.', 'type': 'invalid_request_error', 'code': 'invalid_api_key'}}"},
		{"openai context", "BadRequestError: 400 This model's maximum context length is 128000 tokens. However, your messages resulted in 130021 tokens (gpt-4o). Please reduce the length of the messages."},
		{"stripe rate limit", "Stripe::RateLimitError: (Status 429) (Request req_AbCdEf123) Too many requests hit the API too quickly. We recommend an exponential backoff of your requests."},
		{"stripe card", `{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such customer: 'cus_x'","doc_url":"https://stripe.com/docs/error-codes/resource-missing"}}`},
		{"github limit", `HTTP/2 403
server: github.com
x-ratelimit-limit: 60
x-ratelimit-remaining: 0

{"message":"API rate limit exceeded for 192.0.2.7. (But here's the good news: Authenticated requests get a higher rate limit.)","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"}`},
		{"github push", "remote: Permission to acme/shop.git denied to someone.\nfatal: unable to access 'https://github.com/acme/shop.git/': The requested URL returned error: 403"},
		{"kubernetes forbidden", `Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:dev:default" cannot list resource "pods" in API group "" in the namespace "dev" (kubectl exit 1)`},
		{"kubernetes unreachable", "Unable to connect to the server: dial tcp 203.0.113.5:6443: connect: connection refused - did you mean to run kubectl proxy?"},
		{"kubernetes throttled", "I1103 10:14:25.500000    4290 request.go:697] Waited for 1.4s due to client-side throttling, not priority and fairness, request: GET:https://k8s.example.com/apis"},
		{"npm 404", "npm ERR! code E404\nnpm ERR! 404 Not Found - GET https://registry.npmjs.org/@acme%2fshop - Not found\nnpm ERR! 404 '@acme/shop@1.0.0' is not in this registry."},
		{"npm 401", "npm error code E401\nnpm error 401 Unauthorized - GET https://npm.acme.example/left-pad - Unauthenticated"},
		{"dynamodb", "botocore.errorfactory.ProvisionedThroughputExceededException: An error occurred (ProvisionedThroughputExceededException) when calling the PutItem operation: The level of configured provisioned throughput for the DynamoDB table was exceeded."},
		{"cloudwatch", "An error occurred (ThrottlingException) when calling the GetMetricData operation (reached max retries: 4): Rate exceeded for CloudWatch"},
		{"s3", `<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><RequestId>7B</RequestId></Error> from https://shop.s3.amazonaws.com/a`},
		{"groq", "groq.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_x` on tokens per minute (TPM): Limit 6000, Used 5990, Requested 800. Please try again in 7.9s.', 'type': 'tokens', 'code': 'rate_limit_exceeded'}}"},
		{"gemini", `{"error":{"code":429,"message":"You exceeded your current quota. * Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 50","status":"RESOURCE_EXHAUSTED"}}`},
		{"postgres", "psql: error: connection to server at \"db.acme.example\" (203.0.113.9), port 5432 failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute (postgres)"},
		{"postgres timeout", "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to postgresql at 10.0.0.5 failed: Connection timed out"},
		{"redis", "redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused."},
		{"docker", "Error response from daemon: Head \"https://registry-1.docker.io/v2/library/alpine/manifests/latest\": toomanyrequests: You have reached your unauthenticated pull rate limit."},
		{"discord", `discord.errors.HTTPException: 429 Too Many Requests (error code: 0): You are being rate limited.`},
		{"gemini on vertex", `litellm.NotFoundError: VertexAIException - {"error":{"code":404,"message":"models/gemini-2.5-pro is not found for API version v1beta","status":"NOT_FOUND"}}`},
		{"llama on bedrock", "botocore.errorfactory.ThrottlingException: An error occurred (ThrottlingException) when calling the InvokeModel operation of bedrock-runtime for meta.llama3-70b-instruct-v1:0: Too many requests"},
		{"claude in a path", "requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://api.notion.example/v1/pages/claude-notes"},
		{"a status in a sentence", "My bank app returned error 503"},
		{"a status of a program", "HTTP 401 Unauthorized from Grafana"},
		{"nova on bedrock", "An error occurred (AccessDeniedException) when calling the InvokeModel operation: no access to amazon.nova-lite-v1:0"},
		{"own page", "GET https://shop.acme.example/api/cart 404 (Not Found)\nUncaught (in promise) SyntaxError: Unexpected end of input at cart.js:12"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := answers(diagnosePaste(engine, test.paste)); len(got) != 0 {
				t.Errorf("Diagnose(%q) = %v, want no match", test.paste, got)
			}
		})
	}
}

// TestElsewhere holds failed connections of programs that ask no model, and the pages of other sites.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	tests := []struct{ name, paste, want string }{
		{"npm", "npm ERR! code ETIMEDOUT\nnpm ERR! errno ETIMEDOUT\nnpm ERR! syscall connect\nnpm ERR! network connect ETIMEDOUT 192.0.2.16:80", ""},
		{"npm for claude", "npm ERR! code ETIMEDOUT\nnpm ERR! errno ETIMEDOUT\nnpm ERR! network connect ETIMEDOUT 192.0.2.16:443\nwhile it installed @anthropic-ai/claude-code", "connect-timeout"},
		{"npm in prose", "our npm install stops behind the office proxy with ETIMEDOUT", ""},
		{"npm in a path", "connect ETIMEDOUT 192.0.2.16:443\n    at report (/home/me/npm/lib/report.js:12:3)", "connect-timeout"},
		{"app under npm", "npm ERR! code ELIFECYCLE\nError: connect ETIMEDOUT 192.0.2.16:443", "connect-timeout"},
		{"yarn", "yarn install v1.22.19\n[2/4] Fetching packages...\nerror read ECONNRESET\n    at TLSWrap.onread (net.js:564:26)", ""},
		{"vite", "16:01:43 [vite] http proxy error: /graphql\nAggregateError [ECONNREFUSED]:\n    at internalConnectMultiple (node:net:1116:18)", ""},
		{"vite for claude", "16:01:43 [vite] http proxy error: /v1/messages\nAggregateError [ECONNREFUSED]:\n    at internalConnectMultiple (node:net:1116:18)", "connection-refused"},
		{"webpack", "<e> [webpack-dev-server] [HPM] ECONNRESET: Error: socket hang up\n<e>     at connResetException (internal/errors.js:639:14)", ""},
		{"create-react-app", "Proxy error: Could not proxy request /api/users from localhost:3000 to http://localhost:5000/ (ECONNREFUSED).", ""},
		{"next build", "Error occurred prerendering page \"/blog\".\nTypeError: fetch failed {\n  cause: Error: connect ECONNREFUSED 127.0.0.1:1337\n}", ""},
		{"gradle wrapper", "java.net.ConnectException: Connection timed out: connect\n\tat java.base/sun.nio.ch.Net.connect0(Native Method)\n\tat org.gradle.wrapper.Download.download(Download.java:77)", ""},
		{"wordpress", "WordPress: An unexpected error occurred. cURL error 60: SSL certificate problem: certificate has expired", ""},
		{"homebrew", "curl: (60) SSL certificate problem: Invalid certificate chain\nError: Failed to install Homebrew Portable Ruby", ""},
		{"homebrew's folder", "curl: (60) SSL certificate problem: Invalid certificate chain\nfrom /opt/homebrew/bin/ask", "tls-certificate"},
		{"puppeteer", "TimeoutError: Navigation timeout of 30000 ms exceeded\n    at LifecycleWatcher.js:106:111", ""},
		{"ssh", "ssh: connect to host 192.0.2.24 port 22: Connection timed out: ETIMEDOUT", ""},
		{"a tool that a session of an agent ran", "$ npm install\nadded 3 packages\nlitellm.APIConnectionError: Connection refused", "connection-refused"},
		{"another error of such a session", "$ npm install\nadded 3 packages\nprompt is too long: 226417 tokens > 200000 maximum", "context-window-exceeded"},
		{"printed by claude code", "$ npm install\nAPI Error: Connection error.", "connection-error"},
		{"apache's page", "<h1>Proxy Error</h1>\n<p>The proxy server received an invalid response from an upstream server.</p>\n<hr><address>Apache/2.4.41 (Ubuntu) Server at ci.acme.test Port 443</address>", ""},
		{"cloudflare's page", "<h1>Sorry, you have been blocked</h1>\n<h2><span data-translate=\"unable_to_access\">You are unable to access</span> forum.acme.test</h2>", ""},
		{"cloudflare's page, copied", "Sorry, you have been blocked\nYou are unable to access forum.acme.test", ""},
		{"cloudflare's page of claude", "Sorry, you have been blocked\nYou are unable to access claude.ai", "cloudflare-block"},
		{"cloudflare's page in front of claude", "API Error: 403 Sorry, you have been blocked\nYou are unable to access llm.acme.test", "cloudflare-block"},
		{"curl", "$ curl -sI shop.acme.test\nHTTP/1.0 503 Service Unavailable\nConnection: close\nContent-Type: text/html", ""},
		{"curl to an address", "$ curl -sI 192.0.2.7\nHTTP/1.0 503 Service Unavailable\nConnection: close\nContent-Type: text/html", "service-unavailable"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := answers(diagnosePaste(engine, test.paste))
			if test.want == "" && len(got) != 0 || test.want != "" && (len(got) == 0 || got[0] != test.want) {
				t.Errorf("Diagnose(%q) = %v, want %q", test.paste, got, test.want)
			}
		})
	}
}

// TestWhatNoErrorSays holds texts of Claude's users in which the words of an error are somebody else's.
func TestWhatNoErrorSays(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	tests := []struct{ name, paste string }{
		{"prompt", `POST https://api.anthropic.com/v1/messages {"model":"claude-sonnet-4-6","max_tokens":429,"messages":[{"role":"user","content":"Why do I get HTTP 429 rate_limit_error and Error code: 529 overloaded_error?"}]}`},
		{"escaped prompt", `claude request: {\"messages\":[{\"role\":\"user\",\"content\":\"API Error: 529 Overloaded, prompt is too long: 210000 tokens > 200000 maximum\"}]}`},
		{"prompt of the AI SDK", "claude-sonnet-4-6 was asked with requestBodyValues: {\n  messages: [ { role: 'user', content: 'Error code: 429 rate_limit_error' } ]\n}\n"},
		{"tools", `anthropic request {"tools":[{"name":"explain","description":"explains 529 overloaded_error and 401 authentication_error"}]}`},
		{"python frame", "Traceback (most recent call last):\n  File \"/srv/claude_bot/limits.py\", line 429, in retry_on_rate_limit\n    raise Stop(\"overloaded_error HTTP 529\")\nlimits.Stop: the user asked claude to stop\n"},
		{"javascript frame", "Stop: the user asked claude to stop\n    at retry_on_rate_limit (/srv/node_modules/@anthropic-ai/sdk/529.js:429:529)\n"},
		{"java frame", "acme.Stop: the user asked claude to stop\n\tat com.anthropic.errors.RateLimitException.retry(RateLimitException.java:429)\n"},
		{"function name", "claude called retry_on_rate_limit() and went on with its work for the rest of the long and quiet day"},
		{"byte count", "claude-code wrote notes.md and reported bytes=529 for it, then it went on with its work as planned"},
		{"usage", `claude answered {"usage":{"input_tokens":429,"output_tokens":529},"stop_reason":"end_turn"} within 500 ms`},
		{"port", "claude-code listens on 127.0.0.1:429 and the proxy on port 502, both as planned for the long day"},
		{"version", "claude-code 2.1.429 was installed, after 2.0.529 had been removed from /usr/local/lib by the script"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := answers(diagnosePaste(engine, test.paste)); len(got) != 0 {
				t.Errorf("Diagnose(%q) = %v, want no match", test.paste, got)
			}
		})
	}
}
