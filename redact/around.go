package redact

// around is a secret that is known by a literal in its middle or at its end.
type around struct {
	before  *set
	longest int // characters before the literal
	least   int
	after   *set
	rest    int // characters after it, at least
}

// find goes both ways from the literal.
func (a around) find(s string, at, literalEnd int) span {
	const window = 64
	start := at
	for start > 0 && at-start < a.longest && a.before[s[start-1]] {
		start--
	}
	start = skipEscape(s, start, at)
	end := literalEnd
	if a.rest > 0 {
		end = skip(s[:min(len(s), literalEnd+window)], literalEnd, a.after)
	}
	if at-start < a.least || wordBefore(s, start) || end-literalEnd < a.rest || a.rest == 0 && end < len(s) && keyChars[s[end]] {
		return span{}
	}
	if a.rest > 0 {
		end = skip(s, end, a.after)
	}
	return span{start: start, end: end}
}

// arounds are the services' keys of this form.
func arounds() []rule {
	tilde := setOf(upperLetters + lowerLetters + digits + "_-.~")
	equals := setOf(upperLetters + lowerLetters + digits + "_-=")
	return []rule{
		{kind: "service-key", literal: "Q~", find: around{before: tilde, longest: 4, least: 4, after: tilde, rest: 31}.find},                  // Entra ID
		{kind: "service-key", literal: ".atlasv1.", find: around{before: alphanumeric, longest: 14, least: 14, after: equals, rest: 60}.find}, // Terraform
		{kind: "service-key", literal: "_mmk", find: around{before: keyChars, longest: 36, least: 36}.find},                                   // MaxMind
		{kind: "service-key", literal: "|", find: around{before: digitChars, longest: 16, least: 15, after: keyChars, rest: 27}.find},         // Facebook
		{kind: "service-key", literal: ":A", find: around{before: digitChars, longest: 16, least: 5, after: keyChars, rest: 33}.find},         // Telegram
	}
}
