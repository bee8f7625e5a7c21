package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"errdex/redact/canary"
)

// canaries are made and indexed once for all tests.
var canaries = sync.OnceValues(func() ([]canary.Text, *canary.Finder) {
	texts := canary.Texts()
	return texts, canary.NewFinder(texts)
})

// noCanary fails where a secret is in a text that came out of the program.
func noCanary(t *testing.T, place, text string) {
	t.Helper()
	_, finder := canaries()
	if leaks := finder.Find(text); len(leaks) > 0 {
		t.Errorf("%s holds %d secrets, such as the %s", place, len(leaks), leaks[0])
	}
}

// noCanaryBelow looks through the names and contents of all files below a directory.
func noCanaryBelow(t *testing.T, directory string) {
	t.Helper()
	err := filepath.WalkDir(directory, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		file, err := os.ReadFile(name)
		noCanary(t, "the name of a file", name)
		noCanary(t, name, string(file))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// oneLine is a text that can be an argument.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < ' ' }), " ")
}

// TestCanariesInTheTerminal gives secrets to every command in every way, also where they are a mistake, and looks for
// them in what is printed.
func TestCanariesInTheTerminal(t *testing.T) {
	t.Parallel()
	leaveToWholeRun(t)
	texts, _ := canaries()
	step := 97 // a third of the kinds, each in another context: every command compiles the library
	if os.Getenv("TEST_SECRETS") == "full" {
		step = 7
	}
	file := filepath.Join(t.TempDir(), "error.txt")
	const busy = "--addr=192.0.2.1:1" // no address of this machine, so that no command serves
	for i := 0; i < len(texts); i += step {
		paste, argument := "API Error: 529 Overloaded\n"+texts[i].Text, oneLine(texts[i].Text)
		if texts[i].Context == "wrapped" || strings.Contains(strings.Join(texts[i].Hidden, ""), "/") {
			argument = texts[i].Kind // no argument is wrapped, and of a path an error tells the last part
		}
		if i%2 == 1 {
			paste = texts[i].Text
		}
		if err := os.WriteFile(file, []byte(paste), 0o600); err != nil {
			t.Fatal(err)
		}
		lines := [][]string{
			{"diagnose"}, {"diagnose", "--json"}, {"diagnose", file}, {"diagnose", argument}, {"diagnose", "x", argument}, {"diagnose", "--" + argument},
			{"diagnose", "--server", argument}, {"diagnose", "--server", "http://127.0.0.1:1/" + argument}, {"diagnose", "--content", argument},
			{"explain", argument}, {"search", argument}, {"search", "--json", argument}, {"list", "--layer", argument}, {"lint", argument}, {"new", argument},
			{"eval", argument}, {"completion", argument}, {"healthcheck", argument}, {argument},
			{"serve", "--addr", argument}, {"serve", busy, "--admin-addr", argument}, {"serve", busy, "--rate", argument}, {"serve", busy, "--public-url", argument},
			{"serve", busy, "--trusted-proxy", argument}, {"serve", busy, "--edit-url", argument}, {"serve", busy, "--report-to", argument},
			{"serve", busy, "--log-level", argument}, {"serve", busy, "--data", argument},
			{"run", "--", argument}, {"run", "--", "sh", "-c", "exit 3", argument}, {"run", "--server", "http://127.0.0.1:1/", "--", "sh", "-c", "cat; exit 3"},
		}
		for n, line := range lines {
			if n >= 1 && n%5 != i/step%5 { // each with every fifth secret
				continue
			}
			_, stdout, stderr := shell(t, paste, line...)
			if line[0] == "run" && line[len(line)-1] == "cat; exit 3" {
				stdout = "" // it passes through, as it is told to
			}
			noCanary(t, fmt.Sprintf("what errdex %.80q prints", line), stdout+stderr)
		}
		_, _, stderr := shell(t, paste, "run", "--", "sh", "-c", "cat; exit 3")
		noCanary(t, "what errdex run says of a command's output", stderr)
	}
}

// messages are what a client of the protocol can send, %[1]s is a JSON string. Every id is ours: the protocol has it
// repeated.
var messages = []string{
	`{"jsonrpc":"2.0","id":%[2]d,"method":"tools/call","params":{"name":"diagnose_error","arguments":{"text":%[1]s}}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"tools/call","params":{"name":"search_articles","arguments":{"query":%[1]s}}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"tools/call","params":{"name":"get_article","arguments":{"name":%[1]s}}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"tools/call","params":{"name":%[1]s,"arguments":{"name":%[1]s}}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"tools/call","params":{"name":"diagnose_error","arguments":{"text":[%[1]s],%[1]s:1}}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"tools/call","params":{"name":"diagnose_error","arguments":%[1]s}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"resources/read","params":{"uri":"errdex://articles/x","_meta":{"progressToken":%[1]s}}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"resources/read","params":{"uri":%[1]s}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"prompts/get","params":{"name":%[1]s}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":%[1]s,"params":{}}`,
	`{"jsonrpc":"2.0","id":%[2]d,"method":"initialize","params":{"protocolVersion":%[1]s,"capabilities":{},"clientInfo":{"name":%[1]s,"version":%[1]s}}}`,
}

// broken are no messages of the protocol; the process ends with them.
var broken = []string{`{"jsonrpc":%[1]s}`, `{"jsonrpc":"2.0","id":1,"method":[%[1]s]}`, `%[1]s`, `[%[1]s]`, `{%[1]s`}

func message(format, text string, id int) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be written
	}
	return strings.ReplaceAll(strings.ReplaceAll(format, "%[1]s", string(quoted)), "%[2]d", fmt.Sprint(id))
}

// TestCanariesOverMCP sends every secret in a message, over HTTP and over the streams of a process.
func TestCanariesOverMCP(t *testing.T) {
	t.Parallel()
	texts, _ := canaries()
	if testing.Short() {
		texts = texts[:150]
	}
	t.Run("HTTP", func(t *testing.T) {
		t.Parallel()
		directory := t.TempDir()
		site := startService(t, directory, "--log-level", "debug", "--rate", "1e9")
		for i, text := range texts {
			format := append(messages, broken...)[i%(len(messages)+len(broken))]
			request, err := http.NewRequest(http.MethodPost, site.url+"/mcp", strings.NewReader(message(format, text.Text, i)))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Accept", "application/json, text/event-stream")
			if i%3 == 0 {
				request.Header.Set([]string{"Mcp-Session-Id", "Mcp-Protocol-Version", "Last-Event-ID", "Accept"}[i/3%4], oneLine(text.Text))
			}
			_, answer, err := send(request)
			if err != nil {
				t.Fatal(err)
			}
			noCanary(t, "the answer to "+format, answer)
		}
		noCanary(t, "the log", site.log.String())
		noCanaryBelow(t, directory)
	})
	t.Run("streams", func(t *testing.T) {
		t.Parallel()
		var lines strings.Builder
		lines.WriteString(message(messages[len(messages)-1], "2025-06-18", 0) + "\n" + `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n")
		for i, text := range texts {
			lines.WriteString(message(messages[i%(len(messages)-1)], text.Text, i+1) + "\n")
		}
		talk(t, lines.String(), len(texts)+1)
		for i, format := range broken {
			talk(t, message(format, texts[i].Text, 1)+"\n", 0)
		}
	})
}

// talk sends lines to a process that speaks the protocol, waits for as many answers, and looks through all that comes
// out of it and through the files that it has.
func talk(t *testing.T, lines string, answers int) {
	t.Helper()
	temporary := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), mcpVariable+"=1", "TMPDIR="+temporary)
	complaints := &lockedBuffer{}
	child.Stderr = complaints
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(in, lines) }() // fails when the process has ended, which it may
	printed := bufio.NewReader(out)
	for range answers {
		line, err := printed.ReadString('\n')
		if err != nil {
			t.Errorf("the process ended before its answers: %v", err)
			break
		}
		noCanary(t, "an answer", line)
	}
	noCanaryBelow(t, temporary)
	in.Close()
	rest, err := io.ReadAll(printed)
	if err != nil {
		t.Error(err)
	}
	_ = child.Wait() // with an error for what is broken
	noCanary(t, "the rest of the answers", string(rest))
	noCanary(t, "stderr", complaints.String())
}

// malformed are requests that net/http itself refuses, or that break off; %s is the secret.
var malformed = []string{
	"%s\r\n\r\n", "GET /%s\r\n\r\n", "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", "%s / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / %s\r\nHost: x\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: %s\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n%s : 1\r\n\r\n",
	"POST /diagnose HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n", "POST /diagnose HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: %s\r\n\r\n",
	"POST /diagnose HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n%s", "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n%s",
	"GET http://%s/ HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nExpect: %s\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: %s\r\nConnection: upgrade\r\n\r\n",
}

// TestCanariesInMalformedRequests: neither the answers nor the log of a service repeat what could not be read.
func TestCanariesInMalformedRequests(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	site := startService(t, directory, "--log-level", "debug", "--admin-addr", "127.0.0.1:0")
	texts, _ := canaries()
	for i := 0; i < len(texts); i += 4 {
		format, text := malformed[i/4%len(malformed)], oneLine(texts[i].Text)
		if i%8 == 0 {
			text = strings.ReplaceAll(text, " ", "") // so that it is one word of the request's line
		}
		noCanary(t, "the answer to "+format, overSocket(t, site, strings.ReplaceAll(format, "%s", text)))
	}
	admin := service{url: "http://" + adminAddress.FindStringSubmatch(site.log.String())[1]}
	for _, path := range []string{"/metrics", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2", "/debug/pprof/heap?debug=1"} {
		noCanary(t, path, second(admin.get(t, path)))
	}
	noCanary(t, "the log", site.log.String())
	noCanaryBelow(t, directory)
}

// overSocket writes bytes to a service as they are, ends its side and reads what comes back.
func overSocket(t *testing.T, site service, request string) string {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(site.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(conditionTime)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, request); err != nil {
		t.Fatal(err)
	}
	if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	var answer bytes.Buffer
	_, _ = io.Copy(&answer, connection) // a reset is an answer too
	return answer.String()
}
