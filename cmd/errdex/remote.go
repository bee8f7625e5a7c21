package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"errdex/desk"
	"errdex/diagnose"
	"errdex/redact"
)

// serverFlag is the flag of commands that can ask a team's server instead of the built-in library.
type serverFlag struct {
	Server remote `placeholder:"URL" help:"Ask this Errdex server, a team's own for instance, instead of the built-in library."`
}

// remote is a server that is asked over its HTTP API; the zero value is none.
type remote struct{ base *url.URL }

// UnmarshalText reads https://errdex.example or https://tools.example/errdex.
func (r *remote) UnmarshalText(text []byte) error {
	base, err := url.Parse(string(text))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return fmt.Errorf("%q is not the address of a server such as https://errdex.example", text)
	}
	base.RawQuery, base.Fragment = "", ""
	r.base = base
	return nil
}

// The limits of one question. An answer quotes little of a paste, so it is never as large as maxAnswer.
const (
	askTimeout = 20 * time.Second
	maxAnswer  = 4 << 20
)

// diagnose sends a paste without its secrets. What the answer says of places in the text is put back to those
// of the paste, and the redactions are the ones made here: the server saw only their marks.
func (r remote) diagnose(ctx context.Context, paste redact.Text) (diagnose.Diagnosis, error) {
	var answer diagnose.Diagnosis
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.base.JoinPath("api/v1/diagnose").String(), strings.NewReader(paste.String()))
	if err != nil {
		return answer, err
	}
	request.Header.Set("Content-Type", "text/plain; charset=utf-8")
	if err := r.ask(request, &answer); err != nil {
		return answer, err
	}
	if answer.SchemaVersion != diagnose.SchemaVersion {
		return answer, fmt.Errorf("%s answers in version %d of the format, this errdex reads %d: use an errdex of the server's age",
			r.base.Redacted(), answer.SchemaVersion, diagnose.SchemaVersion)
	}
	for _, match := range answer.Matches {
		for i := range match.Evidence {
			evidence := &match.Evidence[i]
			evidence.Start, evidence.End = paste.Origin(evidence.Start, evidence.End)
		}
	}
	for i := range answer.Chain {
		link := &answer.Chain[i]
		link.Start, link.End = paste.Origin(link.Start, link.End)
	}
	answer.Redactions = paste.Redactions()
	return answer, nil
}

// link is how a reader comes to an article of the server.
func (r remote) link(_, path string) string {
	home := *r.base
	home.User = nil
	return strings.TrimSuffix(home.String(), "/") + path
}

// article asks for the article of a name.
func (r remote) article(ctx context.Context, name string) (explained, error) {
	var answer explained
	err := r.get(ctx, r.base.JoinPath("api/v1/articles", url.PathEscape(name)), &answer)
	return answer, err
}

// list asks for the articles that fit a filter.
func (r remote) list(ctx context.Context, filter url.Values) (found desk.ArticleList, err error) {
	address := r.base.JoinPath("api/v1/articles")
	address.RawQuery = filter.Encode()
	err = r.get(ctx, address, &found)
	return found, err
}

func (r remote) get(ctx context.Context, address *url.URL, answer any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return err
	}
	return r.ask(request, answer)
}

// ask sends a request and reads its JSON answer.
func (r remote) ask(request *http.Request, answer any) error {
	request.Header.Set("Accept", "application/json")
	client := http.Client{
		Timeout: askTimeout,
		// A redirect could take the text to a place that the user did not name. That of an article's name to its slug
		// stays below the API and carries none.
		CheckRedirect: func(next *http.Request, _ []*http.Request) error {
			here := next.Method == http.MethodGet && next.URL.Scheme == r.base.Scheme && next.URL.Host == r.base.Host
			if here && strings.HasPrefix(next.URL.Path, strings.TrimSuffix(r.base.Path, "/")+"/api/v1/articles/") {
				return nil
			}
			return http.ErrUseLastResponse
		},
	}
	response, err := client.Do(request)
	if err != nil {
		return r.unreachable(err)
	}
	defer response.Body.Close() // read to its end or to its limit
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return r.unreachable(err)
	}
	if response.StatusCode != http.StatusOK {
		return r.refused(response, body)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("%s did not answer as an Errdex server does: %w", r.base.Redacted(), err)
	}
	return nil
}

func (r remote) unreachable(err error) error {
	var failed *url.Error // says the whole address again
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return fmt.Errorf("ask %s: %w", r.base.Redacted(), err)
}

// refused turns a problem document into an error; what is none comes from something else than Errdex.
func (r remote) refused(response *http.Response, body []byte) error {
	code := exitInternal
	if response.StatusCode == http.StatusRequestEntityTooLarge {
		code = exitTooLarge
	}
	var problem struct{ Title, Detail string }
	switch err := json.Unmarshal(body, &problem); {
	case response.Header.Get("Location") != "":
		return exitError{code, fmt.Errorf("%s sends on to %s: name that address with --server", r.base.Redacted(), response.Header.Get("Location"))}
	case err != nil || problem.Title == "":
		return exitError{code, fmt.Errorf("%s answered with status %d: is it an Errdex server?", r.base.Redacted(), response.StatusCode)}
	}
	if response.StatusCode == http.StatusNotFound {
		code = exitNothing
	}
	return exitError{code, fmt.Errorf("%s answered with status %d: %s. %s", r.base.Redacted(), response.StatusCode, problem.Title, problem.Detail)}
}
