package redact

import "strings"

var (
	endsAuthority = setOf("/?#\\\"'`<> \t\r\n,|")
	endsParameter = setOf("&#\\\"'`<> \t\r\n,;)]}|")
)

// urlCredentials finds the user and password before a host.
func urlCredentials(s string, _, literalEnd int) span {
	at, colon := -1, -1
	end := literalEnd
	for ; end < len(s) && !endsAuthority[s[end]]; end++ {
		switch {
		case s[end] == '@':
			at = end
		case s[end] == ':' && colon < 0:
			colon = end
		}
	}
	if at < 0 && colon >= 0 && afterBreak(s, end) > end && !isPort(s[colon+1:end]) {
		at = wrappedCredentials(s, afterBreak(s, end))
	}
	if at < 0 || at == literalEnd {
		return span{}
	}
	const longName = 16 // a user alone is a name, unless it is a token
	if colon < 0 || colon > at {
		if at-literalEnd < longName {
			return span{}
		}
		colon = literalEnd - 1
	}
	if isReference(s[colon+1 : min(at, colon+64)]) {
		return span{}
	}
	return span{start: literalEnd, end: at}
}

// isPort reports whether what stands after a host's colon is its port, so that
// no password was parted there.
func isPort(s string) bool { return skip(s, 0, digitChars) == len(s) }

// wrappedCredentials returns where the @ stands after the rest of a password that
// begins a line at i, or -1.
func wrappedCredentials(s string, i int) int {
	const longest = 64
	for end := i; end < min(len(s), i+longest) && !endsAuthority[s[end]]; end++ {
		if s[end] == '@' {
			return end
		}
	}
	return -1
}

// curlUser finds the user and password that curl is given for a server or proxy.
func curlUser(s string, at, literalEnd int) span {
	const before, window, shortest = 200, 256, 8
	if !strings.Contains(s[max(0, at-before):at], "curl") {
		return span{}
	}
	start := skipSpaces(s, literalEnd)
	quoted := quoteLen(s, start)
	start += quoted
	end := skipParameter(s, start, len(s))
	if quoted > 0 {
		if size := strings.IndexAny(s[start:min(len(s), start+window)], string(s[start-1])+"\n"); size >= 0 {
			end = start + size
		}
	}
	name, password, found := strings.Cut(s[start:min(end, start+window)], ":")
	switch { // either may be all there is: -u KEY: is how some services take a key
	case !found || name == "" && password == "":
		return span{}
	case password == "" && (len(name) < shortest || isReference(name)), password != "" && isReference(password):
		return span{}
	}
	return span{start: start, end: end}
}

// queryNames are the parameters that carry a secret, in addition to the names
// that say so themselves.
var queryNames = map[string]bool{"key": true, "sig": true, "code": true, "auth": true, "token": true, "signature": true}

// urlQuery finds the value of a parameter in the query of a URL.
func urlQuery(s string, at, literalEnd int) span {
	start := nameStart(s, at)
	if before := s[:start]; !strings.HasSuffix(before, "?") && !strings.HasSuffix(before, "&") &&
		!strings.HasSuffix(before, "#") && !strings.HasSuffix(before, "&amp;") {
		return span{}
	}
	name := s[start : literalEnd-1]
	if _, trusted := classify(s, start, literalEnd-1); trusted < likely && !queryNames[strings.ToLower(name)] {
		return span{}
	}
	const least, window = 6, 64
	begin := literalEnd + schemeLen(s[literalEnd:])
	head := s[begin:skipParameter(s, begin, min(len(s), begin+window))]
	if len(head) < least || !secretParameter(name, head) {
		return span{}
	}
	return span{start: begin, end: skipParameter(s, begin, len(s))}
}

func skipParameter(s string, i, limit int) int {
	for i < limit && !endsParameter[s[i]] {
		i++
	}
	return i
}

// secretParameter spares references, and codes that are those of an error.
func secretParameter(name, value string) bool {
	if isReference(value) {
		return false
	}
	return !strings.EqualFold(name, "code") || len(value) >= 10 && strings.ContainsAny(value, digits)
}
