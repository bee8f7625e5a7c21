package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// apiDescription is openapi.json in its strict reading: an object has the fields that are described and no others.
type apiDescription struct {
	*openapi3.T
	routers.Router
}

var describedAPI = sync.OnceValues(func() (apiDescription, error) {
	for _, kind := range []string{markdownType, htmlType} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.PlainBodyDecoder)
	}
	var document map[string]any
	if err := json.Unmarshal(openAPIDocument, &document); err != nil {
		return apiDescription{}, err
	}
	forbidMore(document)
	delete(document, "servers") // they are relative to where the document lies, which the library does not take
	strict, err := json.Marshal(document)
	if err != nil {
		return apiDescription{}, err
	}
	loaded, err := openapi3.NewLoader().LoadFromData(strict)
	if err != nil {
		return apiDescription{}, err
	}
	router, err := gorillamux.NewRouter(loaded)
	return apiDescription{loaded, router}, err
})

func forbidMore(node any) {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			forbidMore(item)
		}
	case map[string]any:
		if node["type"] == "object" && node["properties"] != nil {
			node["additionalProperties"] = false
		}
		for _, item := range node {
			forbidMore(item)
		}
	}
}

// checkAnswerDescribed holds an answer against the description of the API, where that has the request: its status, its
// content type, its headers and its body.
func checkAnswerDescribed(t *testing.T, request *http.Request, got reply) {
	t.Helper()
	described, err := describedAPI()
	if err != nil {
		t.Fatal(err)
	}
	route, parameters, err := described.FindRoute(request)
	if err != nil {
		return // a page, or a method that the path does not take
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: parameters, Route: route},
		Status:                 got.status, Header: got.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: got.header.Get("Content-Encoding") != ""}, // TestCompressed opens those
	}
	answer.SetBodyBytes([]byte(got.body))
	if err := openapi3filter.ValidateResponse(t.Context(), answer); err != nil {
		t.Errorf("%s %s = %d, which openapi.json has otherwise: %v", request.Method, request.URL.Path, got.status, err)
	}
}

// checkRequestDescribed holds a request that was answered with 200 against the description of the API.
func checkRequestDescribed(t *testing.T, method, target, body string, headers []string) {
	t.Helper()
	described, err := describedAPI()
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	setHeaders(request, headers)
	route, parameters, err := described.FindRoute(request)
	if err != nil && method == http.MethodHead {
		return // goes without saying beside GET
	}
	if err == nil {
		err = openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{Request: request, PathParams: parameters, Route: route})
	}
	if err != nil {
		t.Errorf("%s %s is answered, but openapi.json has no such request: %v", method, target, err)
	}
}

func TestOpenAPIIsValid(t *testing.T) {
	t.Parallel()
	described, err := describedAPI()
	if err != nil {
		t.Fatal(err)
	}
	if err := described.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	if got := newSite(t).send(t, "GET", "/openapi.json", ""); !bytes.Equal([]byte(got.body), openAPIDocument) {
		t.Errorf("GET /openapi.json = %d, %d bytes, want the document of %d", got.status, len(got.body), len(openAPIDocument))
	}
}

// TestOpenAPICoversRoutes compares the routes of the API with the document. What takes POST only is routed for GET
// too, to refuse it.
func TestOpenAPICoversRoutes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	described, err := describedAPI()
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range s.echo.Routes() {
		if !strings.HasPrefix(route.Path, "/api/") || route.Method == http.MethodHead {
			continue
		}
		path := strings.ReplaceAll(route.Path, ":name", "{name}")
		refused := s.send(t, route.Method, strings.ReplaceAll(route.Path, ":name", "rate-limit"), "").status == http.StatusMethodNotAllowed
		item := described.Paths.Value(path)
		if has := item != nil && item.GetOperation(route.Method) != nil; has == refused {
			t.Errorf("openapi.json has %s %s: %t; the site refuses it: %t", route.Method, path, has, refused)
		}
	}
}

// TestOpenAPIExamples sends the examples of every operation in the document: each must be answered with 200, and
// with what the document says.
func TestOpenAPIExamples(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	described, err := describedAPI()
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range described.Paths.Map() {
		for method, operation := range item.Operations() {
			t.Run(method+" "+path, func(t *testing.T) {
				t.Parallel()
				target, separator := path, "?"
				for _, parameter := range operation.Parameters {
					example := fmt.Sprint(parameter.Value.Example)
					if parameter.Value.In == openapi3.ParameterInPath {
						target = strings.ReplaceAll(target, "{"+parameter.Value.Name+"}", example)
						continue
					}
					target += separator + parameter.Value.Name + "=" + example
					separator = "&"
				}
				body, headers := "", []string(nil)
				if operation.RequestBody != nil {
					body = fmt.Sprint(operation.RequestBody.Value.Content["text/plain"].Example)
					headers = []string{"Content-Type: text/plain"}
				}
				if got := s.send(t, method, target, body, headers...); got.status != http.StatusOK || got.body == "" {
					t.Errorf("%s %s = %d with %d bytes, want 200", method, target, got.status, len(got.body))
				}
			})
		}
	}
}

// TestOpenAPICatches makes sure that checkDescribed can fail: a wrong answer of each kind is one to the library.
func TestOpenAPICatches(t *testing.T) {
	t.Parallel()
	described, err := describedAPI()
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodGet, "http://127.0.0.1/api/v1/search?q=x", nil)
	if err != nil {
		t.Fatal(err)
	}
	route, parameters, err := described.FindRoute(request)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		status int
		kind   string
		body   string
		fits   bool
	}{
		{"as described", 200, "application/json", `{"schema_version":1,"results":[]}`, true},
		{"another status", 201, "application/json", `{"schema_version":1,"results":[]}`, false},
		{"another content type", 200, "text/html", `{"schema_version":1,"results":[]}`, false},
		{"a field is missing", 200, "application/json", `{"results":[]}`, false},
		{"a field too many", 200, "application/json", `{"schema_version":1,"results":[],"more":1}`, false},
		{"another version", 200, "application/json", `{"schema_version":2,"results":[]}`, false},
		{"null", 200, "application/json", `{"schema_version":1,"results":null}`, false},
		{"an entry without its fields", 200, "application/json", `{"schema_version":1,"results":[{"slug":"x"}]}`, false},
		{"no problem document", 500, "application/json", `{}`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			answer := &openapi3filter.ResponseValidationInput{
				RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: parameters, Route: route},
				Status:                 test.status, Header: http.Header{"Content-Type": {test.kind}},
				Options: &openapi3filter.Options{IncludeResponseStatus: true},
			}
			answer.SetBodyBytes([]byte(test.body))
			if err := openapi3filter.ValidateResponse(t.Context(), answer); (err == nil) != test.fits {
				t.Errorf("error %v, want fits %t", err, test.fits)
			}
		})
	}
}
