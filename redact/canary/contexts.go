package canary

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
)

// contexts are the places where secrets stand in what people paste, each written as its program writes it.
var contexts = []struct {
	name  string
	write func(Secret) string
}{
	{"plain line", func(s Secret) string { return fmt.Sprintf("request failed (401), %s: %s\nretrying", s.Name, line(s)) }},
	{"alone", func(s Secret) string { return assignment(s) }},
	{"JSON", func(s Secret) string { return object(s) }},
	{"JSON in JSON", func(s Secret) string { return quoted("body", object(s)) }},
	{"JSON in JSON in JSON", func(s Secret) string { return quoted("log", quoted("body", object(s))) }},
	{"header dump", func(s Secret) string {
		return fmt.Sprintf("> POST /v1/messages HTTP/1.1\r\n> %s: %s\r\n> content-type: application/json\r\n>\r\n", header(s), line(s))
	}},
	{"curl command", func(s Secret) string {
		return fmt.Sprintf("curl https://api.anthropic.com/v1/messages -H '%s: %s' -d '{}'", header(s), line(s))
	}},
	{"traceback", func(s Secret) string {
		return fmt.Sprintf("Traceback (most recent call last):\n  File \"main.py\", line 3, in <module>\n    client = Client(%s=%s)\nRuntimeError: 401", s.Name, repr(s.Value))
	}},
	{"env listing", func(s Secret) string {
		return "LANG=C.UTF-8\n" + variable(s) + "=" + line(s) + "\nPATH=/usr/local/bin:/usr/bin\n"
	}},
	{"YAML", func(s Secret) string { return "service:\n  " + s.Name + ": " + line(s) + "\n  region: us-east-1\n" }},
	{"URL", func(s Secret) string {
		return "GET https://gateway.example.com/v1?" + s.Name + "=" + url.QueryEscape(s.Value) + "&model=claude HTTP/1.1"
	}},
	{"SSE", func(s Secret) string { return "event: error\ndata: " + object(s) + "\n\n" }},
	{"HTML", func(s Secret) string { return "<pre>" + html.EscapeString(object(s)) + "</pre>" }},
	{"quoted log line", func(s Secret) string {
		return fmt.Sprintf(`time=2026-03-01T12:00:00Z level=ERROR msg="upstream refused" body=%q`, object(s))
	}},
	{"coloured", func(s Secret) string {
		return "\x1b[33m" + variable(s) + "\x1b[0m=\x1b[32m" + line(s) + "\x1b[0m\n"
	}},
	{"wrapped", wrapped},
	{"beside base64", func(s Secret) string {
		const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
		return `{"image":"` + picture + `",` + object(s)[1:len(object(s))-1] + `,"mask":"` + picture + `"}`
	}},
	{"CRLF", func(s Secret) string { return "A=1\r\n" + assignment(s) + "\r\nB=2\r\n" }},
	{"percent-encoded", func(s Secret) string { return "payload=" + url.QueryEscape(object(s)) }},
	{"PowerShell", func(s Secret) string { return "PS C:\\app> $env:" + variable(s) + " = \"" + line(s) + "\"\n" }},
	{".env", func(s Secret) string { return "# service\nexport " + variable(s) + "='" + line(s) + "'\nDEBUG=1\n" }},
	{"TOML", func(s Secret) string { return "[service]\n" + s.Name + " = " + quote(s.Value) + "\nregion = \"eu\"\n" }},
	{"Markdown", func(s Secret) string { return "I run this:\n\n```sh\n" + assignment(s) + " claude -p hi\n```\n" }},
	{"Kubernetes", func(s Secret) string {
		return "    env:\n    - name: " + variable(s) + "\n      value: " + quote(s.Value) + "\n    - name: REGION\n      value: eu\n"
	}},
	{"Kubernetes as JSON", func(s Secret) string {
		return `{"env":[{"name":"` + variable(s) + `","value":` + quote(s.Value) + `}]}`
	}},
	{"Python dict", func(s Secret) string { return "kwargs={'" + s.Name + "': " + repr(s.Value) + ", 'timeout': 600}" }},
	{"Go struct", func(s Secret) string { return "config: {" + camel(s.Name) + ":" + line(s) + " Region:eu Retries:2}" }},
	{"Node object", func(s Secret) string {
		return "{\n  headers: { '" + header(s) + "': " + repr(s.Value) + " },\n  status: 401\n}"
	}},
	{"XML", func(s Secret) string {
		return "<server>\n  <" + s.Name + ">" + html.EscapeString(line(s)) + "</" + s.Name + ">\n</server>"
	}},
	{"docker run", func(s Secret) string {
		return "docker run --rm -e " + variable(s) + "=" + quote(s.Value) + " agent:latest"
	}},
}

// object is a JSON object with the secret and something behind it.
func object(s Secret) string { return `{"` + s.Name + `":` + quote(s.Value) + `,"status":401}` }

// quoted is text as a field of a JSON object.
func quoted(field, text string) string { return `{"` + field + `":` + quote(text) + `}` }

// quote writes a string as JSON does.
func quote(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // a string can always be written
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// repr writes a string as Python and Node.js do.
func repr(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(text) + "'"
}

// line writes a value where no line break can stand.
func line(s Secret) string { return strings.ReplaceAll(s.Value, "\n", `\n`) }

func assignment(s Secret) string { return variable(s) + "=" + line(s) }

func variable(s Secret) string { return strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_")) }

func header(s Secret) string { return strings.ReplaceAll(s.Name, "_", "-") }

// camel is the name as Go writes a field: WeatherApiKey.
func camel(name string) string {
	var out string
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' }) {
		out += strings.ToUpper(word[:1]) + word[1:]
	}
	return out
}

// wrapped is a line that a terminal of 80 columns broke, in the middle of the secret if it is longer than a few
// characters.
func wrapped(s Secret) string {
	const columns = 80
	text := assignment(s)
	if room := columns - len(variable(s)) - len("=") - 30; len(s.Value) > 30 && room > 0 {
		text = strings.Repeat(".", room) + " " + text
	}
	var out strings.Builder
	for len(text) > columns {
		out.WriteString(text[:columns] + "\n")
		text = text[columns:]
	}
	return out.String() + text + "\nerror: 401\n"
}
