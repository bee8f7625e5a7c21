package main

import (
	"net"
	"strings"
	"testing"
)

func TestPublicURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"https://errdex.example", "https://errdex.example"},
		{"https://errdex.example/", "https://errdex.example"},
		{"HTTPS://Errdex.Example", "https://errdex.example"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"http://[::1]:8080/", "http://[::1]:8080"},
		{"http://localhost", "http://localhost"},
		{"https://example.com/errdex", "https://example.com/errdex"},
		{"https://example.com/tools/errdex/", "https://example.com/tools/errdex"},
		{"https://xn--errdx-hra.example:65535", "https://xn--errdx-hra.example:65535"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			var got publicURL
			if err := got.UnmarshalText([]byte(test.text)); err != nil || string(got) != test.want {
				t.Errorf("public URL of %q = %q, %v, want %q", test.text, got, err, test.want)
			}
		})
	}
}

func TestBadPublicURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, reason string }{
		{"", "it must start with http:// or https://"},
		{"errdex.example", "it must start with http:// or https://"},
		{"localhost:8080", "it must start with http:// or https://"},
		{"//errdex.example", "it must start with http:// or https://"},
		{"ftp://errdex.example", "it must start with http:// or https://"},
		{"javascript:alert(1)", "it must start with http:// or https://"},
		{"https:errdex.example", "it names no host"},
		{"https://", "it names no host"},
		{"https:///errors", "it names no host"},
		{"https://:443", "it names no host"},
		{"https://errdex example", "invalid character"},
		{"https://errdex.example\n", "invalid control character"},
		{`https://errdex"onload="x.example`, "the host has a character that no host name has"},
		{"https://errdex.example<b>", "the host has a character that no host name has"},
		{"https://ërrdex.example", "the host has a character that no host name has"},
		{"http://0.0.0.0:8080", "leads a reader nowhere"},
		{"http://[::]:8080", "leads a reader nowhere"},
		{"https://errdex.example:", "the port is not a number"},
		{"https://errdex.example:0", "the port is not a number"},
		{"https://errdex.example:65536", "the port is not a number"},
		{"https://errdex.example:http", "invalid port"},
		{"https://ada:pass@errdex.example", "it holds a user"},
		{"https://errdex.example/?a=b", "it holds a query or a fragment"},
		{"https://errdex.example?", "it holds a query or a fragment"},
		{"https://errdex.example/#top", "it holds a query or a fragment"},
		{"https://errdex.example//", "the path is not in its shortest form"},
		{"https://errdex.example/a/../b", "the path is not in its shortest form"},
		{"https://errdex.example/a//b", "the path is not in its shortest form"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			var got publicURL
			err := got.UnmarshalText([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.reason) || strings.Contains(err.Error(), "\n") {
				t.Errorf("public URL of %q = %q, error %v, want one line with %q", test.text, got, err, test.reason)
			}
		})
	}
}

func TestOwnURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		listener string
		want     publicURL
		known    bool
	}{
		{"127.0.0.1:8080", "http://127.0.0.1:8080", true},
		{"[::1]:80", "http://[::1]:80", true},
		{"192.0.2.7:8080", "http://192.0.2.7:8080", true},
		{"0.0.0.0:8080", "http://localhost:8080", false},
		{"[::]:8080", "http://localhost:8080", false},
	}
	for _, test := range tests {
		address, err := net.ResolveTCPAddr("tcp", test.listener)
		if err != nil {
			t.Fatal(err)
		}
		if got, known := ownURL(address); got != test.want || known != test.known {
			t.Errorf("ownURL(%s) = %s, %t, want %s, %t", test.listener, got, known, test.want, test.known)
		}
	}
}

// TestServeNamesItself: pages and feeds name the public URL that the flag or the variable says, or else the
// listener's own.
func TestServeNamesItself(t *testing.T) {
	site := startService(t, t.TempDir())
	if _, page := site.get(t, "/errors/overloaded"); !strings.Contains(page, `<link rel="canonical" href="`+site.url+`/errors/overloaded">`) {
		t.Errorf("the page does not name %s", site.url)
	}
	t.Setenv("ERRDEX_PUBLIC_URL", "https://example.com/errdex/")
	public := startService(t, t.TempDir())
	for _, path := range []string{"/errors/overloaded", "/changes.atom", "/sitemap.xml"} {
		if _, body := public.get(t, path); !strings.Contains(body, "https://example.com/errdex/errors/overloaded") || strings.Contains(body, public.url) {
			t.Errorf("%s does not name the public URL, or names the listener's", path)
		}
	}
}
