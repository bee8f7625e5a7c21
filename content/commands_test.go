package content

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mvdan.cc/sh/v3/syntax"
)

// local are the programs that the tests run for real. CI installs what Debian lacks.
var local = []string{
	"awk", "base64", "cat", "curl", "cut", "date", "env", "find", "grep", "head", "jq", "ls", "mktemp", "mv", "od",
	"python3", "sed", "sha256sum", "sort", "tail", "tee", "tr", "uniq", "wc",
}

// builtin are the words of bash that a block may use. exec is not among them: it would end the block.
var builtin = []string{"[", "cd", "echo", "printf", "read", "true", "type", "unset"}

// elsewhere are the programs that need an account, a cluster, a package or another network. A block is run without
// them: one that speaks to an API too meets a stand-in that prints its own name, and the others are only parsed.
var elsewhere = []string{
	"aws", "az", "bash", "claude", "dig", "docker", "exec", "file", "gcloud", "getent", "gh", "git", "keytool", "kubectl", "node",
	"npm", "npx", "nslookup", "openssl", "pdfinfo", "pdftotext", "python", "qpdf", "security", "ss",
}

// standIns are what stands on this machine in the place of an example. IPv6 is not everywhere.
var standIns = strings.NewReplacer(
	"http://proxy.corp.example:8080", "$HTTPS_PROXY",
	"PID=1234", "PID=$$",
	"/var/log/nginx/", "nginx/",
	"for v in 4 6", "for v in 4 4",
)

// programs are the names of all programs that a block calls, also those in a loop, a pipe or a substitution.
func programs(b block) ([]string, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(b.code), "")
	if err != nil {
		return nil, err
	}
	var names []string
	syntax.Walk(file, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		if name := call.Args[0].Lit(); name != "" {
			names = append(names, name)
		} else {
			err = fmt.Errorf("line %d: the program's name is not written out", call.Pos().Line())
		}
		return true
	})
	return names, err
}

// TestPrograms makes somebody decide about every program that an article names for the first time.
func TestPrograms(t *testing.T) {
	t.Parallel()
	unused := slices.Concat(local, elsewhere, builtin)
	for _, b := range blocks(t, "sh") {
		names, err := programs(b)
		if err != nil {
			t.Errorf("%v: %v", b, err)
		}
		for _, name := range names {
			if !slices.Contains(slices.Concat(local, elsewhere, builtin), name) {
				t.Errorf("%v: nobody has decided whether %q is run: it belongs into local or elsewhere", b, name)
			}
			unused = slices.DeleteFunc(unused, func(n string) bool { return n == name })
		}
	}
	if len(unused) > 0 {
		t.Errorf("no article uses %v", unused)
	}
}

// attended finds blocks that ask a person, quiet those that write a file or remove one in place of printing.
var (
	attended = regexp.MustCompile(`getpass`)
	quiet    = regexp.MustCompile(`-o LICENSE|> body\.json|-exec rm`)
)

// runnable says whether a block is run: when it speaks to an API, or when it does something and all of it is local.
func runnable(b block, names []string) bool {
	does := func(programs []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(programs, name) })
	}
	return !attended.MatchString(b.code) && (slices.Contains(names, "curl") || does(local) && !does(elsewhere))
}

// runnableBlocks are the shell blocks that are run; TestPrograms reports those that cannot be read.
func runnableBlocks(t *testing.T) []block {
	t.Helper()
	return slices.DeleteFunc(blocks(t, "sh"), func(b block) bool {
		names, err := programs(b)
		return err != nil || !runnable(b, names)
	})
}

// refusals are the answers other than 200 that a block with a credential is meant to get.
var refusals = map[string][]int{
	"beta-header-invalid": {400},
	"cors-blocked":        {401}, // the call with an Origin
	"not-found":           {404},
	"refused-401-403":     {401}, // wrong keys, to see whether a gateway lets the header through
	"unknown-parameter":   {400},
	"wrong-base-url":      {404},
}

// meant says whether a refusal is what the article wants to show. A call without a key asks whether the way to the
// API is open, and the article must say that 401 is the good answer.
func meant(b block, asked exchange) bool {
	if asked.keyless && asked.status == http.StatusUnauthorized && !keyed.MatchString(b.code) {
		return strings.Contains(b.article.Text, "401")
	}
	root := strings.HasSuffix(asked.url, "/") // asked for only to see whether anybody answers
	return root || slices.Contains(refusals[b.article.Slug], asked.status)
}

// TestCommands runs the shell blocks against the local API, as a reader does who has a key. Every program must end
// well, something must be printed, no request may be refused that should not be, and the text near the block says
// what it costs or that it needs a key.
func TestCommands(t *testing.T) {
	t.Parallel()
	tools := toolbox(t)
	for _, b := range runnableBlocks(t) {
		t.Run(b.name(), func(t *testing.T) {
			t.Parallel()
			server := newAPI(t, nil)
			out, complaints := run(t, b, tools, server)
			if complaints != "" || strings.Contains(out, "grep: ") {
				t.Errorf("%v: %s\n%s", b, complaints, out)
			}
			if strings.TrimSpace(out) == "" && !quiet.MatchString(b.code) {
				t.Errorf("%v: printed nothing", b)
			}
			for _, asked := range server.requests() {
				if asked.status >= 300 && !meant(b, asked) {
					t.Errorf("%v: %s %s was answered with %d", b, asked.method, asked.url, asked.status)
				}
				switch {
				case asked.keyless:
				case asked.asksModel() && !b.says(saysCost):
					t.Errorf("%v: the text near it does not say that it costs tokens:\n%s", b, b.near)
				case !asked.asksModel() && !b.says(saysKey):
					t.Errorf("%v: the text near it does not say that it needs a key:\n%s", b, b.near)
				}
			}
		})
	}
}

// TestCommandsShowTheError runs what confirms an error against an API that answers with this error: it must come to
// the reader's eyes, which a pattern for grep or a path for jq that fits good answers only would hide.
func TestCommandsShowTheError(t *testing.T) {
	t.Parallel()
	tools := toolbox(t)
	for _, b := range runnableBlocks(t) {
		refuse := refusalOf(b.article)
		if refuse == nil || b.section != "confirm" || !asksClaude.MatchString(b.code) {
			continue
		}
		t.Run(b.name(), func(t *testing.T) {
			t.Parallel()
			server := newAPI(t, refuse)
			out, _ := run(t, b, tools, server)
			refused := slices.ContainsFunc(server.requests(), func(asked exchange) bool { return asked.status == refuse.status })
			shown := slices.ContainsFunc(refuse.signs, func(sign string) bool { return strings.Contains(out, sign) })
			if refused && !shown {
				t.Errorf("%v: none of %q is in what it prints:\n%s", b, refuse.signs, out)
			}
		})
	}
}

// refusalOf is the error that an article is about, as the API would send it; nil when the API never does.
func refusalOf(a Article) *refusal {
	if len(a.Status) == 0 || a.Status[0] < 400 || len(a.Types) == 0 {
		return nil
	}
	message := "an example"
	for _, signature := range a.Signatures {
		if signature.Message != "" {
			message = templateHole.ReplaceAllString(signature.Message, "1")
			break
		}
	}
	return &refusal{
		answer: failure(a.Status[0], a.Types[0], message),
		signs:  []string{strconv.Itoa(a.Status[0]), a.Types[0], message},
		// Who may not use one model may still list them all.
		everything: a.Layer == LayerCredentials || a.Layer == LayerAccount && a.Slug != "model-access-denied",
	}
}

// toolbox is a folder with every program that a block may find.
func toolbox(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the commands are run with GNU programs and /proc")
	}
	need(t, "bash")
	need(t, local...)
	folder := t.TempDir()
	write := func(name, script string) {
		script = "#!" + which(t, "bash") + "\n" + script + "\n"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range local {
		write(name, tool(name, which(t, name)))
	}
	for _, name := range elsewhere {
		write(name, "cat >/dev/null\necho "+name)
	}
	return folder
}

func which(t *testing.T, program string) string {
	t.Helper()
	file, err := exec.LookPath(program)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// tool is the script that stands for a local program. It notes when the program did not end well. For ls and grep
// that is 1; with 2 a file isn't there, and often it was one of several places to look at.
func tool(name, program string) string {
	bad := `[ $status != 0 ]`
	switch name {
	case "env": // runs other programs, which must be those of the toolbox
		return "exec " + program + ` "$@"`
	case "curl":
		program += ` --insecure --connect-to ":443:$TLS_API" --connect-to "::$PLAIN_API"`
	case "grep":
		bad = `[ $status = 1 ] && [ "$1" != -c ]` // with -c a zero is an answer
	case "ls":
		bad = `[ $status = 1 ]`
	}
	return "PATH=" + strconv.Quote(os.Getenv("PATH")) + " " + program + ` "$@"
status=$?
` + bad + ` && echo "` + name + ` ended with $status: $*" >>"$COMPLAINTS"
exit $status`
}

// environment holds what a reader has set who follows the articles. HTTPS_PROXY is not here, since curl would take
// it for every call; HTTP_PROXY in capitals it ignores.
var environment = []string{
	"ANTHROPIC_API_KEY=" + localKey, "ANTHROPIC_AUTH_TOKEN=local-token", "ANTHROPIC_BASE_URL=https://llm.example",
	"ANTHROPIC_MODEL=claude-haiku-4-5", "AWS_REGION=us-west-2", "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=example",
	"AWS_SESSION_TOKEN=example", "ANTHROPIC_AWS_WORKSPACE_ID=wrkspc_01EXAMPLE", "ANTHROPIC_FOUNDRY_API_KEY=example",
	"ANTHROPIC_VERTEX_PROJECT_ID=acme-prod", "CLOUD_ML_REGION=global", "OPENROUTER_API_KEY=sk-or-EXAMPLE",
	"LITELLM_URL=https://llm.example", "LITELLM_MASTER_KEY=sk-EXAMPLE", "HTTP_PROXY=http://alice:secret@proxy.example:8080",
	"RESOURCE_URL=https://api.anthropic.com/v1/models/claude-haiku-4-5", "GOOGLE_APPLICATION_CREDENTIALS=adc.json",
	"API_TIMEOUT_MS=600000", "CLAUDE_CODE_MAX_OUTPUT_TOKENS=32000", "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1",
	"CLAUDE_CODE_OAUTH_TOKEN=local-token", "NODE_EXTRA_CA_CERTS=/etc/ssl/corp-root.pem",
}

// run gives a block to bash in a folder with the files of testdata/commands, which is its home as well. It returns
// what was printed, and the complaints of programs that did not end well.
func run(t *testing.T, b block, tools string, server *api) (out, complaints string) {
	t.Helper()
	home := t.TempDir()
	if err := os.CopyFS(home, os.DirFS("testdata/commands")); err != nil {
		t.Fatal(err)
	}
	saveScripts(t, b.article, home)
	code := standIns.Replace(b.code)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	bash := exec.CommandContext(ctx, "bash", "-c", code)
	bash.Dir, bash.WaitDelay = home, time.Second
	bash.Env = append(slices.Clone(environment), "HOME="+home, "PATH="+tools, "COMPLAINTS="+filepath.Join(home, "complaints"),
		"TLS_API="+server.tls.Listener.Addr().String(), "PLAIN_API="+server.plain.Listener.Addr().String())
	if strings.Contains(code, "HTTPS_PROXY") {
		bash.Env = append(bash.Env, "HTTPS_PROXY="+server.plain.URL)
	}
	printed, err := bash.CombinedOutput()
	if ended := (*exec.ExitError)(nil); ctx.Err() != nil || err != nil && !errors.As(err, &ended) {
		t.Fatalf("%v: %v, %v\n%s", b, err, ctx.Err(), printed)
	}
	said, err := os.ReadFile(filepath.Join(home, "complaints"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(printed), string(said)
}

// saveScripts writes the programs that an article tells its reader to save under a name.
func saveScripts(t *testing.T, a Article, home string) {
	t.Helper()
	for _, b := range a.blocks() {
		if name := saveAs.FindStringSubmatch(b.near); name != nil && b.lang == "python" {
			if err := os.WriteFile(filepath.Join(home, name[1]), []byte(b.code), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var (
	saveAs       = regexp.MustCompile(`Save this as (\w+\.py)`)
	templateHole = regexp.MustCompile(`\{[^{}"]*\}`)
	asksClaude   = regexp.MustCompile(`/v1/(messages|models)`)

	// keyed finds the credential of a request.
	keyed = regexp.MustCompile(`\$[A-Z_]*(API_KEY|AUTH_TOKEN|MASTER_KEY)|print-access-token|--aws-sigv4`)
)
