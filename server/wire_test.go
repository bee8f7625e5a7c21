package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// wireTime is how long a test waits for anything on a connection; no answer takes as long.
const wireTime = 60 * time.Second

// wire serves the site as the service does, with all limits but for changes, and returns its address.
func (s *site) wire(t *testing.T, changes ...func(*http.Server)) string {
	t.Helper()
	listener := listen(t)
	server := newHTTPServer(s, s.Server.log)
	for _, change := range changes {
		change(server)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, listener, server, s.Server.log) }()
	t.Cleanup(func() {
		stop()
		server.Close() // no test waits for clients that are slow on purpose
		<-done
	})
	return listener.Addr().String()
}

// impatient has the server wait a fifth of its times, so that tests need not wait for the whole. Less would cut clients
// that are slow only since the machine is busy.
func impatient(server *http.Server) {
	server.ReadHeaderTimeout /= 5
	server.ReadTimeout /= 5
	server.WriteTimeout /= 5
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(wireTime)); err != nil {
		t.Fatal(err)
	}
	return connection
}

// following is a request behind another on the same connection; after its answer the server closes.
const following = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

// exchange writes a request, byte for byte, and what follows, and returns all answers. One answer alone says that the
// server closed the connection after it.
func exchange(t *testing.T, address, request string) []reply {
	t.Helper()
	connection := dial(t, address)
	go io.WriteString(connection, request+following) // fails where the server has heard enough
	return answers(t, connection, request)
}

func answers(t *testing.T, connection net.Conn, request string) []reply {
	t.Helper()
	method, _, _ := strings.Cut(request, " ")
	var list []reply
	for in := bufio.NewReader(connection); ; {
		got, err := readReply(in, method)
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			t.Fatalf("%.80q: the server neither answers nor closes", request)
		}
		if got.status > 0 {
			list = append(list, got)
		}
		if err != nil {
			return list
		}
		method = http.MethodGet // of following
	}
}

// readReply reads the answer to a request of a method from a connection.
func readReply(in *bufio.Reader, method string) (reply, error) {
	response, err := http.ReadResponse(in, &http.Request{Method: method})
	if err != nil {
		return reply{}, err
	}
	body, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(body)}, err
}

func head(line string, headers ...string) string {
	return line + "\r\nHost: x\r\n" + strings.Join(append(headers, ""), "\r\n") + "\r\n"
}

// TestRawRequests sends what no client of good will does. What can be taken in two ways, one by a proxy before us and
// one by us, is refused, and the connection is closed behind it.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	const post, text, chunked = "POST /api/v1/diagnose HTTP/1.1", "Content-Type: text/plain", "Transfer-Encoding: chunked"
	body := func(headers string, body string) string {
		return head(post, append([]string{text}, strings.Split(headers, "|")...)...) + body
	}
	form := func(headers string, body string) string {
		return head("POST /diagnose HTTP/1.1", append([]string{"Content-Type: multipart/form-data; boundary=b"}, strings.Split(headers, "|")...)...) + body
	}
	get := func(line string, headers ...string) string { return head(line, headers...) }
	tests := []struct {
		name, request string
		want          int
		kept          bool // the connection serves what follows
	}{
		{"a good one", get("GET / HTTP/1.1"), 200, true},
		{"a good body", body("Content-Length: 3", "529"), 200, true},
		{"good chunks", body(chunked, "1\r\n5\r\n2\r\n29\r\n0\r\n\r\n"), 200, false},
		{"a trailer", body(chunked, "3\r\n529\r\n0\r\nX-Trailer: 1\r\n\r\n"), 200, false},
		{"an extension of a chunk", body(chunked, "3;name=value\r\n529\r\n0\r\n\r\n"), 200, false},
		{"upper case", body("TRANSFER-ENCODING: CHUNKED", "3\r\n529\r\n0\r\n\r\n"), 200, false},

		{"a length below the body", body("Content-Length: 3", "529 Overloaded "), 200, false},
		{"a length above the body", body("Content-Length: 3000", "529"), 400, false},
		{"a negative length", body("Content-Length: -1", "529"), 400, false},
		{"a signed length", body("Content-Length: +3", "529"), 400, false},
		{"a hexadecimal length", body("Content-Length: 0x3", "529"), 400, false},
		{"a length in words", body("Content-Length: three", "529"), 400, false},
		{"an empty length", body("Content-Length: ", "529"), 400, false},
		{"a length with a space", body("Content-Length: 3 3", "529"), 400, false},
		{"a length beyond numbers", body("Content-Length: 99999999999999999999", "529"), 400, false},
		{"a length beyond the limit", body("Content-Length: 9223372036854775807", "529"), 413, false},
		{"two lengths", body("Content-Length: 3|Content-Length: 4", "529x"), 400, false},
		{"two lengths in one line", body("Content-Length: 3, 4", "529x"), 400, false},
		{"the same length twice", body("Content-Length: 3|Content-Length: 3", "529"), 200, true},
		{"no length", body("X-Y: z", ""), 400, true},

		{"length and chunks", body("Content-Length: 3|"+chunked, "3\r\n529\r\n0\r\n\r\n"), 200, false},
		{"chunks and length", body(chunked+"|Content-Length: 30", "3\r\n529\r\n0\r\n\r\n"), 200, false},
		{"length, chunks, and a form", form("Content-Length: 3|"+chunked, "0\r\n\r\n"), 400, false},
		{"chunks twice", body(chunked+"|"+chunked, "3\r\n529\r\n0\r\n\r\n"), 501, false},
		{"chunks twice in one line", body("Transfer-Encoding: chunked, chunked", "3\r\n529\r\n0\r\n\r\n"), 501, false},
		{"chunks and identity", body(chunked+"|Transfer-Encoding: identity", "3\r\n529\r\n0\r\n\r\n"), 501, false},
		{"identity", body("Transfer-Encoding: identity", "529"), 501, false},
		{"gzip, chunked", body("Transfer-Encoding: gzip, chunked", "3\r\n529\r\n0\r\n\r\n"), 501, false},
		{"an unknown coding", body("Transfer-Encoding: xchunked", "3\r\n529\r\n0\r\n\r\n"), 501, false},
		{"a tab before chunked", body("Transfer-Encoding:\tchunked", "3\r\n529\r\n0\r\n\r\n"), 200, false},
		{"a vertical tab before chunked", body("Transfer-Encoding: \x0bchunked", "3\r\n529\r\n0\r\n\r\n"), 400, false},
		{"an empty coding", body("Transfer-Encoding: ", "529"), 501, false},
		{"a space before the colon of the coding", body("Transfer-Encoding : chunked", "3\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a coding in HTTP/1.0", strings.Replace(body(chunked, "3\r\n529\r\n0\r\n\r\n"), "HTTP/1.1", "HTTP/1.0", 1), 400, false},

		{"a bare LF after a chunk's size", body(chunked, "3\n529\r\n0\r\n\r\n"), 400, false},
		{"a bare LF after a chunk", body(chunked, "3\r\n529\n0\r\n\r\n"), 400, false},
		{"a bare LF after the last chunk", body(chunked, "3\r\n529\r\n0\n\r\n"), 400, false},
		{"a bare CR in an extension", body(chunked, "3;a\rb\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a chunk's size that is no number", body(chunked, "x\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a negative chunk", body(chunked, "-3\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a signed chunk", body(chunked, "+3\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a chunk of 0x3", body(chunked, "0x3\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a chunk with an underscore", body(chunked, "0_3\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a chunk beyond numbers", body(chunked, "fffffffffffffffff\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a chunk below its size", body(chunked, "2\r\n529\r\n0\r\n\r\n"), 400, false},
		{"an empty size", body(chunked, "\r\n529\r\n0\r\n\r\n"), 400, false},
		{"a chunk's extension without end", body(chunked, "3;"+strings.Repeat("x", 20<<10)+"\r\n529\r\n0\r\n\r\n"), 400, false},
		{"extensions of single bytes", body(chunked, strings.Repeat("1;"+strings.Repeat("x", 1000)+"\r\n5\r\n", 1000)+"0\r\n\r\n"), 400, false},
		{"a trailer without colon", body(chunked, "3\r\n529\r\n0\r\nX-Trailer\r\n\r\n"), 400, false},
		{"a trailer without end", body(chunked, "3\r\n529\r\n0\r\nX: "+strings.Repeat("x", 20<<10)+"\r\n\r\n"), 400, false},
		{"bad chunks of a form", form(chunked, "3\n--b\r\n0\r\n\r\n"), 400, false},

		{"two hosts", get("GET / HTTP/1.1", "Host: y"), 400, false},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400, false},
		{"an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 200, true},
		{"a host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400, false},
		{"a host with a user", "GET / HTTP/1.1\r\nHost: a@x\r\n\r\n", 400, false},
		{"a host with a space", "GET / HTTP/1.1\r\nHost: x y\r\n\r\n", 400, false},
		{"a space before the colon", get("GET / HTTP/1.1", "X-Y : z"), 400, false},
		{"a folded line", get("GET / HTTP/1.1", "X-Y: z", " folded"), 200, true},
		{"a folded first line", "GET / HTTP/1.1\r\n X: y\r\nHost: x\r\n\r\n", 400, false},
		{"a header without a name", get("GET / HTTP/1.1", ": z"), 400, false},
		{"a header without a colon", get("GET / HTTP/1.1", "X-Y"), 400, false},
		{"NUL in a value", get("GET / HTTP/1.1", "X-Y: a\x00b"), 400, false},
		{"CR in a value", get("GET / HTTP/1.1", "X-Y: a\rb"), 400, false},
		{"a control character in a name", get("GET / HTTP/1.1", "X\x01Y: z"), 400, false},
		{"bytes above ASCII in a value", get("GET / HTTP/1.1", "X-Y: \xff\xfe"), 200, true},
		{"bytes above ASCII in a name", get("GET / HTTP/1.1", "X\xff: z"), 400, false},
		{"LF for line ends", "GET / HTTP/1.1\nHost: x\n\n", 200, true},
		{"an empty line before", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, false},
		{"a hundred headers", get("GET / HTTP/1.1", strings.Split(strings.Repeat("X: y|", 99)+"X: y", "|")...), 200, true},
		{"headers beyond the limit", get("GET / HTTP/1.1", "X: "+strings.Repeat("y", 4*maxHeaderBytes)), 431, false},
		{"an address beyond the limit", get("GET /" + strings.Repeat("y", 4*maxHeaderBytes) + " HTTP/1.1"), 431, false},
		{"a long address", get("GET /" + strings.Repeat("y", maxHeaderBytes/2) + " HTTP/1.1"), 404, true},
		{"a long method", get(strings.Repeat("A", maxHeaderBytes/2) + " / HTTP/1.1"), 405, true},

		{"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 200, false},
		{"HTTP/1.0 that is kept", "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, true},
		{"HTTP/0.9", "GET /\r\n\r\n", 400, false},
		{"HTTP/1.2", get("GET / HTTP/1.2"), 200, true},
		{"HTTP/2 without its preface", get("GET / HTTP/2.0"), 505, false},
		{"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 404, false},
		{"no version", get("GET / HTTP/"), 400, false},
		{"a version that is none", get("GET / HTTP/1.x"), 400, false},
		{"lower case", get("GET / http/1.1"), 400, false},
		{"two spaces", get("GET  / HTTP/1.1"), 400, false},
		{"a tab", get("GET\t/ HTTP/1.1"), 400, false},
		{"no method", get(" / HTTP/1.1"), 400, false},
		{"a method with a bracket", get("G(T / HTTP/1.1"), 400, false},
		{"a handshake of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, false},
		{"nothing of HTTP", "SSH-2.0-OpenSSH_9.9\r\n\r\n", 400, false},

		{"absolute form", get("GET http://x/livez HTTP/1.1"), 200, true},
		{"absolute form of another host", get("GET http://evil.example/errors/429 HTTP/1.1"), 308, true},
		{"absolute form of a file", get("GET file:///etc/passwd HTTP/1.1"), 404, true},
		{"authority form", get("GET evil.example:443 HTTP/1.1"), 404, true},
		{"CONNECT", get("CONNECT evil.example:443 HTTP/1.1"), 404, true},
		{"CONNECT of a path", get("CONNECT /errors HTTP/1.1"), 405, true},
		{"asterisk form", get("OPTIONS * HTTP/1.1"), 404, true},
		{"asterisk form of GET", get("GET * HTTP/1.1"), 404, true},
		{"an address without a slash", get("GET livez HTTP/1.1"), 400, false},
		{"a fragment", get("GET /livez#x HTTP/1.1"), 404, true},
		{"control characters in the address", get("GET /li\x07vez HTTP/1.1"), 400, false},
		{"a bad escape in the address", get("GET /%zz HTTP/1.1"), 400, false},
		{"a bad escape in the query", get("GET /search?q=%zz HTTP/1.1"), 200, true},
		{"semicolons in the query", get("GET /search?a;b;q=1 HTTP/1.1"), 200, true},

		{"the body is waited for", body("Content-Length: 3|Expect: 100-continue", "529"), 100, true},
		{"too large a body is not", body("Content-Length: 9999999|Expect: 100-continue", ""), 413, false},
		{"an unknown expectation", body("Content-Length: 3|Expect: miracles", "529"), 417, false},
		{"a websocket", get("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="), 200, true},
		{"an upgrade to HTTP/2", get("GET / HTTP/1.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"), 200, true},
		{"TRACE", get("TRACE / HTTP/1.1", "Cookie: planted=1"), 405, true},
		{"a body with GET", get("GET /livez HTTP/1.1", "Content-Length: 3") + "529", 200, true},
		{"an override of the method", body("Content-Length: 3|X-HTTP-Method-Override: DELETE", "529"), 200, true},
	}
	s := newSite(t)
	address := s.wire(t, impatient)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := exchange(t, address, test.request)
			if len(got) == 0 || got[0].status != test.want {
				t.Fatalf("answers %s, want %d first", statuses(got), test.want)
			}
			if kept := got[len(got)-1].body == "ok\n" && len(got) > 1; kept != test.kept {
				t.Errorf("answers %s: what follows is answered: %v, want %v", statuses(got), kept, test.kept)
			}
			checkLacks(t, fmt.Sprint(got), "planted", "root:")
		})
	}
}

func statuses(list []reply) string {
	var text []string
	for _, got := range list {
		text = append(text, fmt.Sprintf("%d %.40q", got.status, got.body))
	}
	return strings.Join(text, ", ")
}
