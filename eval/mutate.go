package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mutation is one way in which the world makes an error harder to read on its way into a paste.
type mutation struct {
	kind   string
	change func(string) string
	drowns bool // puts so many words around the text that a short one is no longer what the paste is about
}

// mutations are all kinds, from what a terminal does to what people and programs around it do.
var mutations = []mutation{
	{kind: "wrap-words", change: wrapWords},
	{kind: "wrap-hard", change: wrapHard},
	{kind: "box", change: box},
	{kind: "ansi", change: colour},
	{kind: "crlf", change: crlf},
	{kind: "json-log", change: jsonLog, drowns: true},
	{kind: "json-in-json", change: jsonInJSON, drowns: true},
	{kind: "traceback", change: traceback, drowns: true},
	{kind: "log-prefix", change: logPrefix, drowns: true},
	{kind: "mail", change: mail},
	{kind: "typographic", change: typographic},
	{kind: "html", change: html.EscapeString},
	{kind: "noise", change: noise, drowns: true},
	{kind: "cut-tail", change: cutTail},
}

// mutatedForm is the form of a mutated copy; the prefix keeps it apart from the forms of a corpus.
func mutatedForm(kind string) string { return "mutated/" + kind }

// Mutate makes the copies of a case that are harder to read; each wants what the case wants. The same case gives
// the same copies. A kind that would drown a short text, or would leave the text as it is, makes none.
func Mutate(c Case) []Case {
	var copies []Case
	for _, m := range mutations {
		if m.drowns && short(c) {
			continue
		}
		text := m.change(c.Text)
		if text == c.Text {
			continue
		}
		mutated := c
		mutated.ID, mutated.Form, mutated.Text = c.ID+"/"+m.kind, mutatedForm(m.kind), text
		copies = append(copies, mutated)
	}
	return copies
}

// shortText is how many bytes a single line may have to count as said by a person, or as a bare code.
const shortText = 60

func short(c Case) bool {
	text := strings.TrimSpace(c.Text)
	return c.Form == "free-text" || c.Form == "bare-code" || len(text) <= shortText && !strings.Contains(text, "\n")
}

// width is how many characters a terminal's line holds.
const width = 78

// wrapWords breaks long lines between words and indents all, as the terminal views of agents do.
func wrapWords(text string) string {
	const indent = "     "
	indented := eachLine(text, func(_ int, line string) string {
		return indent + strings.Join(wrapped(line, width-len(indent), "", breakAtSpace), "\n"+indent)
	})
	return "  ⎿  " + strings.TrimPrefix(indented, indent)
}

// wrapHard breaks long lines wherever the edge falls, in the middle of words too, and indents what follows.
func wrapHard(text string) string {
	return eachLine(text, func(_ int, line string) string {
		return strings.Join(wrapped(line, width, "  ", breakAnywhere), "\n")
	})
}

// box draws a frame around the text.
func box(text string) string {
	const inside = width - 4 // a bar and a space on either side
	bar := strings.Repeat("─", inside+2)
	framed := eachLine(text, func(_ int, line string) string {
		rows := wrapped(line, inside, "", breakAtSpace)
		for i, row := range rows {
			rows[i] = "│ " + row + strings.Repeat(" ", inside-utf8.RuneCountInString(row)) + " │"
		}
		return strings.Join(rows, "\n")
	})
	return "╭" + bar + "╮\n" + strings.TrimSuffix(framed, "\n") + "\n╰" + bar + "╯\n"
}

// breakAtSpace and breakAnywhere say where a line of more than limit characters is broken.
func breakAtSpace(line []rune, limit int) int {
	for at := limit; at > limit/2; at-- {
		if unicode.IsSpace(line[at]) {
			return at
		}
	}
	return limit
}

func breakAnywhere(_ []rune, limit int) int { return limit }

// wrapped breaks a line into rows of at most limit characters; every row but the first begins with indent.
func wrapped(line string, limit int, indent string, breakAt func([]rune, int) int) []string {
	var rows []string
	rest := []rune(line)
	for len(rest) > limit {
		at := breakAt(rest, limit)
		rows = append(rows, string(rest[:at]))
		rest = append([]rune(indent), []rune(strings.TrimPrefix(string(rest[at:]), " "))...)
	}
	return append(rows, string(rest))
}

var coloured = regexp.MustCompile(`[0-9]+|\b[Ee]rror\b`)

// colour paints each line red, and numbers and the word error in other colours, as printers of objects do.
func colour(text string) string {
	return eachLine(text, func(_ int, line string) string {
		if line == "" {
			return line
		}
		return "\x1b[31m" + coloured.ReplaceAllString(line, "\x1b[1;33m$0\x1b[22;31m") + "\x1b[0m\x1b[K"
	})
}

// crlf ends lines as Windows does; a single line has no line break to speak of.
func crlf(text string) string {
	if !strings.Contains(strings.TrimSpace(text), "\n") {
		return text
	}
	return strings.ReplaceAll(text, "\n", "\r\n")
}

// jsonLog is a logger's line with the text as its message.
func jsonLog(text string) string {
	return `{"level":"error","time":"2026-11-21T10:14:02.117Z","pid":4290,"name":"worker","msg":` + quote(text) + "}\n"
}

// jsonInJSON is what a container's log driver makes of such a line: the text is escaped twice.
func jsonInJSON(text string) string {
	return `{"log":` + quote(jsonLog(text)) + `,"stream":"stderr","time":"2026-11-21T10:14:02.529Z"}` + "\n"
}

func quote(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // a string can be encoded
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// traceback is an exception of Python whose argument is the text, printed as its repr.
func traceback(text string) string {
	return "Traceback (most recent call last):\n" +
		"  File \"/srv/worker/run.py\", line 429, in main\n    answer = retry(ask, times=5)\n" +
		"  File \"/srv/worker/retry.py\", line 52, in retry\n    raise GivenUp(last)\n" +
		"worker.retry.GivenUp: " + repr(text) + "\n"
}

// repr prints a string as Python does: between single quotes, or double ones when only single ones are in it.
func repr(text string) string {
	quote := "'"
	if strings.Contains(text, "'") && !strings.Contains(text, `"`) {
		quote = `"`
	}
	escaped := strings.NewReplacer(`\`, `\\`, quote, `\`+quote, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\x1b", `\x1b`).Replace(text)
	return quote + escaped + quote
}

// logPrefix puts a time and a level in front of each line.
func logPrefix(text string) string {
	return eachLine(text, func(number int, line string) string {
		return fmt.Sprintf("2026-11-21 10:14:%02d,%03d ERROR %s", number/50%60, 417+number%50, line)
	})
}

// mail quotes the text as an answer to a mail does.
func mail(text string) string {
	return eachLine(text, func(_ int, line string) string { return "> " + line })
}

// typographic curls quotes: one that opens a word opens.
func typographic(text string) string {
	var out strings.Builder
	before := ' '
	for _, r := range text {
		opens := unicode.IsSpace(before) || strings.ContainsRune("([{:=,", before)
		switch {
		case r == '"' && opens:
			out.WriteRune('“')
		case r == '"':
			out.WriteRune('”')
		case r == '\'' && opens:
			out.WriteRune('‘')
		case r == '\'':
			out.WriteRune('’')
		default:
			out.WriteRune(r)
		}
		before = r
	}
	return out.String()
}

// noise puts lines of a web server's log around the text, whose numbers are byte counts, times and ports.
func noise(text string) string {
	const before = `203.0.113.7 - - [21/Nov/2026:10:14:01 +0000] "GET /healthz HTTP/1.1" 200 529 "-" "probe/1.4"
203.0.113.9 - - [21/Nov/2026:10:14:01 +0000] "GET /static/app.css HTTP/1.1" 304 429 "-" "Mozilla/5.0"
wrote 401 bytes to /var/tmp/export.csv in 503 ms
`
	const after = `203.0.113.7 - - [21/Nov/2026:10:14:03 +0000] "GET /healthz HTTP/1.1" 200 413 "-" "probe/1.4"
listening on 127.0.0.1:8500, 404 of 529 rows done
`
	return before + strings.TrimSuffix(text, "\n") + "\n" + after
}

// longEnough is how many characters a text needs so that its last tenth is more than a word.
const longEnough = 80

// cutTail loses the last tenth, as a log line or a chat message that was too long does.
func cutTail(text string) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) < longEnough {
		return text
	}
	return string(runes[:len(runes)-len(runes)/10]) + "…"
}

// eachLine changes each line of a text; the line break at its end, if any, stays.
func eachLine(text string, change func(number int, line string) string) string {
	body, newline := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		lines[i] = change(i, line)
	}
	text = strings.Join(lines, "\n")
	if newline {
		text += "\n"
	}
	return text
}
