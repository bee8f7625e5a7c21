package redact

import "strings"

// trust says how much a name tells of its value.
type trust int

const (
	none     trust = iota
	weak           // the value must look random
	assigned       // likely after = or a blank or in quotes, else weak
	likely         // the value must not be a word, a number or a reference
	sure           // the value may be a word or a number: a password
)

// Kinds of the names that are no kind of their own.
const (
	secretVariable = "secret-variable"
	secretField    = "secret-field"
	apiKeyHeader   = "api-key-header"
)

// names are matched with the end of a name in lower case without _ and -; the
// first that fits counts. Where the kind is empty, how the name is written says it.
var names = []struct {
	suffix string
	kind   string
	trust  trust
}{
	{"authorization", "authorization-header", likely},
	{"secretaccesskey", "aws-secret-key", likely},
	{"awssecretkey", "aws-secret-key", likely},
	{"awssessiontoken", "aws-session-token", likely},
	{"amzsecuritytoken", "aws-session-token", likely},
	{"signature", "aws-signature", weak},
	{"azureapikey", "azure-api-key", likely},
	{"azureopenaiapikey", "azure-api-key", likely},
	{"foundryapikey", "azure-api-key", likely},
	{"subscriptionkey", "azure-api-key", likely},
	{"apikey", "", likely},
	{"accesskey", "", likely},
	{"secretkey", "", likely},
	{"privatekey", "", likely},
	{"masterkey", "", likely},
	{"signingkey", "", likely},
	{"encryptionkey", "", likely},
	{"sessionkey", "", likely},
	{"accountkey", "", likely},
	{"accesstoken", "", likely},
	{"refreshtoken", "", likely},
	{"idtoken", "", likely},
	{"authtoken", "", likely},
	{"bearertoken", "", likely},
	{"sessiontoken", "", likely},
	{"token", "", weak},
	{"secret", "", likely},
	{"password", "", sure},
	{"passwd", "", sure},
	{"passphrase", "", sure},
	{"pwd", "", sure},
}

// joinWords makes apikey of api_key, api-key and api- with key on the next line.
var joinWords = strings.NewReplacer("_", "", "-", "", "\n", "", " ", "", "\t", "", "│", "", "|", "")

var (
	nameChars     = setOf(upperLetters + lowerLetters + digits + "_-")
	variableChars = setOf(upperLetters + digits + "_")
)

// value is what stands after a name and its separator.
type value struct {
	start     int
	separator byte // : = , or a blank
	quote     byte // 0 without one
	depth     int  // backslashes before the quote
	scheme    bool // a word such as Bearer stands before it
}

const shortestDigest = 32 // of a signature, in hexadecimal digits

// named finds the value of a header, a variable or a field whose name ends with
// the literal.
func named(s string, at, literalEnd int) span {
	end := nameEnd(s, literalEnd)
	separator, after := separatorAfter(s, end)
	if separator == 0 {
		return span{}
	}
	start := firstHalf(s, nameStart(s, at))
	if separator == ' ' && !blankSeparates(s, start, end) {
		return span{}
	}
	kind, trusted := classify(s, start, end)
	v := openValue(s, after, separator)
	if trusted == none || kind == "aws-signature" && skip(s, v.start, hexDigits) < v.start+shortestDigest {
		return span{} // the signature of a thinking block is no secret
	}
	if trusted == assigned && (separator != ':' || v.quote != 0) {
		trusted = likely
	}
	if kind == "authorization-header" && !v.scheme {
		v.start += otherSchemeLen(s[v.start:])
	}
	if !v.plausible(s, s[start:end], trusted) {
		return span{}
	}
	c := span{start: v.start, end: v.whole(s, trusted), kind: kind}
	if strings.EqualFold(s[start:end], "api-key") && looksAzure(s[c.start:c.end]) {
		c.kind = "azure-api-key"
	}
	return c
}

// nameStart goes back to the first letter of the name that ends at i.
func nameStart(s string, i int) int {
	const longest = 64
	start := i
	for start > 0 && i-start < longest && nameChars[s[start-1]] {
		start--
	}
	return skipEscape(s, start, i)
}

// firstHalf goes back over a line wrap after the hyphen of a name, x-api-key.
func firstHalf(s string, start int) int {
	const longest = 100
	line := s[max(0, start-longest):start]
	before := strings.TrimRight(line, " \t│|\n")
	if !strings.HasSuffix(before, "-") || !alphanumeric[byteAt(before, len(before)-2)] ||
		!strings.Contains(line[len(before):], "\n") {
		return start
	}
	return nameStart(s, start-len(line)+len(before))
}

// skipEscape skips the letters at start that end an escape, as in \nAPI_KEY.
func skipEscape(s string, start, end int) int {
	for i := start; i < min(end, start+5); i++ {
		if endsEscape(s, i) {
			return i + 1
		}
	}
	return start
}

// nameEnd goes on over what tells variables of one name apart: API_KEY_2, API_KEY_PROD.
func nameEnd(s string, i int) int {
	if byteAt(s, i) == '_' && isUpper(byteAt(s, i-1)) {
		return skip(s[:min(len(s), i+32)], i, variableChars)
	}
	return skip(s[:min(len(s), i+2)], i, setOfDigits)
}

// separatorAfter returns what stands between a name and its value, and where
// the value begins; 0 when nothing does.
func separatorAfter(s string, i int) (separator byte, after int) {
	quoted := quoteLen(s, i)
	end := i + quoted
	if byteAt(s, end) == ']' {
		end++ // PHP: [password] => x
	}
	end = skipSpaces(s, skipColour(s, end))
	if strings.HasPrefix(s[end:], "value:") {
		end += len("value") // OkHttp: in x-api-key value: x
	}
	switch b := byteAt(s, end); {
	case b == ':' || b == '=':
		end++
		if b := byteAt(s, end); b == '=' || b == '>' {
			end++
		}
		return b, end
	case strings.HasPrefix(s[end:], "%3A"), strings.HasPrefix(s[end:], "%3D"):
		return ':', end + 3
	case b == ',' && quoted > 0:
		return b, end + 1
	case end > i && quoted == 0:
		return ' ', end
	}
	return 0, i
}

// setters stand before a variable and, after a blank, its value.
var setters = []string{"ENV ", "setx ", "setenv ", "set -x ", "set -gx ", "set -Ux "}

// blankSeparates is true of a flag, --api-key x, of a variable that is set, and
// of a line of .netrc.
func blankSeparates(s string, start, end int) bool {
	const before = 80
	for _, setter := range setters {
		if strings.HasSuffix(s[:start], setter) {
			return true
		}
	}
	return strings.HasPrefix(s[start:end], "--") ||
		s[start:end] == "password" && strings.Contains(s[max(0, start-before):start], "login ")
}

// classify returns the kind that the name s[start:end] gives its value.
func classify(s string, start, end int) (kind string, trusted trust) {
	name := strings.TrimLeft(s[start:end], "-")
	plain := strings.TrimRight(joinWords.Replace(strings.ToLower(name)), digits)
	if plain == "key" && start >= 4 && strings.EqualFold(s[start-4:start], "api ") {
		return secretField, weak
	}
	kind = kindOfName(name)
	for _, n := range names {
		switch {
		case !strings.HasSuffix(plain, n.suffix):
		case n.kind != "":
			return n.kind, n.trust
		case kind == secretVariable:
			return kind, max(n.trust, assigned)
		default:
			return kind, n.trust
		}
	}
	switch {
	case kind != secretVariable || !strings.Contains(name, "_"):
		return "", none
	case strings.HasSuffix(plain, "key"):
		return kind, assigned
	}
	return kind, weak
}

func kindOfName(name string) string {
	switch {
	case skip(name, 0, variableChars) == len(name):
		return secretVariable
	case strings.Contains(name, "-"):
		return apiKeyHeader
	}
	return secretField
}

// openValue finds the first byte of a value, behind quotes, brackets and the
// scheme of a header.
func openValue(s string, i int, separator byte) value {
	v := value{separator: separator}
	i = skipColour(s, skipSpaces(s, i))
	if j := skipBlank(s, i); j > i && quoteLen(s, j) > 0 {
		i = j // Node.js puts a long value on a line of its own
	}
	i += len(s[i:]) - len(strings.TrimPrefix(s[i:], "Some("))
	if byteAt(s, i) == '[' {
		i = skipBlank(s, i+1)
	}
	if strings.IndexByte("bBuUrRfF", byteAt(s, i)) >= 0 && quoteLen(s, i+1) > 0 && i < len(s) {
		i++
	}
	if n := quoteLen(s, i); n > 0 {
		i += n
		if b := s[i-1]; b == '"' || b == '\'' || b == '`' {
			v.quote, v.depth = b, n-1
		}
	}
	i = skipColour(s, skipSpaces(s, i))
	scheme := schemeLen(s[i:])
	v.scheme = scheme > 0
	v.start = afterWrap(s, skipColour(s, i+scheme))
	return v
}

// afterWrap goes on to the next line when the value is there, and looks like one.
func afterWrap(s string, i int) int {
	start := afterBreak(s, i)
	if start > i && (wrap{chars: keyChars}).restEnd(s, start) > start {
		return start
	}
	return i
}

// skipBlank skips spaces and real line breaks.
func skipBlank(s string, i int) int {
	for i < len(s) && (isSpace(s[i]) || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// schemes may stand before the credentials in a header.
var schemes = []string{"bearer", "basic", "token", "apikey", "api-key", "negotiate", "ntlm"}

// schemeLen returns the length of the scheme that s starts with and the blanks after it, or 0.
func schemeLen(s string) int {
	for _, scheme := range schemes {
		if len(s) <= len(scheme) || !strings.EqualFold(s[:len(scheme)], scheme) {
			continue
		}
		if end := skipSpaces(s, len(scheme)); end > len(scheme) {
			return end
		}
	}
	return 0
}

// otherSchemeLen is schemeLen of a scheme nobody knows: a word before what has
// a digit. AWS4-HMAC-SHA256 is not skipped, its parts have names of their own.
func otherSchemeLen(s string) int {
	const longest, window = 20, 24
	end := skip(s[:min(len(s), longest)], 0, nameChars)
	start := skipSpaces(s, end)
	if end == 0 || start == end || strings.HasPrefix(s, "AWS4-") {
		return 0
	}
	head := s[start:skip(s[:min(len(s), start+window)], start, tokenChars)]
	if !strings.ContainsAny(head, digits) {
		return 0
	}
	return start
}

// plausible decides on the first bytes of a value.
func (v value) plausible(s, name string, trusted trust) bool {
	const window = 64
	end := v.end(s, min(len(s), v.start+window))
	text := s[v.start:end]
	switch {
	case isReference(text) || strings.HasPrefix(text, "AWS4-"):
		return false
	case v.quote == 0 && isCode(text, name):
		return false
	case len(text) < 3:
		return v.whole(s, trusted) > end
	case trusted == sure && (v.quote != 0 || v.separator == '='):
		return true
	case notValues[strings.ToLower(text)]:
		return false
	case trusted <= assigned:
		return looksRandom(text, 16)
	case v.separator == ',' && !v.scheme && !strings.HasPrefix(name, "--"):
		return looksRandom(text, 8) // else it may be the next name of a list
	case v.quote == 0 && v.isProse(s, end):
		return false
	case trusted == sure:
		return true
	}
	return hasLetter(text) && (strings.ContainsAny(text, digits) || !strings.Contains(text, " "))
}

// end returns where the value ends, at most limit.
func (v value) end(s string, limit int) int {
	end := v.start
	for end < limit && !v.stopsAt(s, end) {
		if s[end] == '\\' {
			end = min(limit, skipBackslashes(s, end)) // what they escape is no quote of ours
			if v.quote == 0 {
				continue
			}
		}
		end++
	}
	return v.start + len(trimValue(s[v.start:min(end, limit)], v.quote != 0))
}

// stopsAt reports whether the value ends before s[i].
func (v value) stopsAt(s string, i int) bool {
	switch b := s[i]; {
	case b == '\n' || b == '\r':
		return true
	case v.quote != 0:
		n := skipBackslashes(s, i) - i
		return n <= v.depth && byteAt(s, i+n) == v.quote
	case b <= ' ' || b == '<' || b == '>':
		return true
	case b == ',' || b == ';' || b == '&':
		return separatesValues(s, i+1) || quoteLen(s, i) > 0
	case b == ')' || b == ']' || b == '}':
		return !alphanumeric[byteAt(s, i+1)]
	case b == '\\' || b == '%':
		return quoteLen(s, i) > 0 || breakLen(s, i) > 0
	case b == '"' || b == '\'' || b == '`' || b >= 0x80:
		return quoteLen(s, i) > 0 || strings.HasPrefix(s[i:], "│") || wideMark(s, i)
	}
	return false
}

// wideMark reports whether a mark of Chinese or Japanese stands at i: U+3000 to
// U+303F and the full-width ones, which end a value as a blank does.
func wideMark(s string, i int) bool {
	return strings.HasPrefix(s[i:], "\xe3\x80") || strings.HasPrefix(s[i:], "\xef\xbc")
}

// separatesValues tells a comma after a value from one in it: what follows is
// no text, or the next name.
func separatesValues(s string, i int) bool {
	const longest = 40
	if i >= len(s) || !nameChars[s[i]] {
		return true
	}
	b := byteAt(s, skip(s[:min(len(s), i+longest)], i, nameChars))
	return b == '=' || b == ':'
}

// trimValue drops the line breaks at the end, which a diagnosis needs to see,
// and the punctuation of a sentence.
func trimValue(s string, quoted bool) string {
	for {
		t := strings.TrimRight(s, " \t│")
		for _, escape := range []string{`\n`, `\r`, "%0A", "%0D", "%0a", "%0d"} {
			if cut, ok := strings.CutSuffix(t, escape); ok {
				t = strings.TrimRight(cut, `\`)
			}
		}
		if !quoted && !strings.HasSuffix(t, "...") {
			t = strings.TrimRight(t, ".,;:")
		}
		if t == s {
			return s
		}
		s = t
	}
}

// whole returns where the value ends when there is no limit, with what a line
// wrap has parted from it. Passwords are too short for that.
func (v value) whole(s string, trusted trust) int {
	const longest = 4096
	end := v.end(s, len(s))
	if v.quote == 0 && trusted == sure {
		return end
	}
	return skipWraps(s, end, wrap{chars: keyChars, missing: longest, quote: v.quote})
}

// absent are words for no value, or for one that was taken out.
var absent = wordSet(`none null nil undefined true false empty unset redacted hidden masked filtered removed
	sensitive notgiven omit changeme password bearer basic`)

// notValues are words of sentences and of code that stand where a value could.
var notValues = wordSet(`yes no on off missing required invalid incorrect expired wrong failed not is was are must
	should string str bool boolean int integer number bytes any object field header value secret token digest
	authorization authentication optional default unknown unauthorized example`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// references begin what names a secret and is none.
var references = []string{"<", "{", "[", "(", "${", "$(", "#{", "process.env", "os.environ", "os.getenv", "import.meta", "env.", "env:", "settings.", "config.", "self.", "this.", "secrets.", "args.", "vault:"}

// isReference reports whether a value says where the secret is, or that there is none.
func isReference(s string) bool {
	if strings.Trim(s, "*.•…xX") == "" || absent[strings.ToLower(s)] {
		return true
	}
	for _, r := range references {
		if strings.HasPrefix(s, r) {
			return true
		}
	}
	if s[0] == '$' || s[0] == '%' {
		rest := strings.Trim(s, "$%")
		return rest != "" && skip(rest, 0, nameChars) == len(rest) && !isDigit(rest[0])
	}
	upper := strings.ToUpper(s)
	constant := s == upper && strings.Contains(s, "_")
	if !constant && !strings.HasPrefix(upper, "YOUR") || strings.ContainsAny(s, digits) {
		return false
	}
	return strings.Contains(upper, "KEY") || strings.Contains(upper, "TOKEN") || strings.Contains(upper, "SECRET") ||
		strings.Contains(upper, "PASS")
}

// isCode reports whether an unquoted value is an expression: a call, an index,
// or the variable that is called like the field.
func isCode(s, name string) bool {
	if strings.ContainsAny(s, "([") && kindOfName(name) != secretVariable {
		return true
	}
	last := s[strings.LastIndexByte(s, '.')+1:]
	return strings.EqualFold(last, name) || strings.HasSuffix(strings.ToLower(last), "_"+strings.ToLower(name))
}

// isProse reports whether an unquoted value is a word in a sentence.
func (v value) isProse(s string, end int) bool {
	const longestWord = 20
	if v.separator == '=' || end-v.start > longestWord || byteAt(s, end) != ' ' {
		return false
	}
	for i := v.start; i < end; i++ {
		if !isLower(lower(s[i])) {
			return false
		}
	}
	// at the end stood a secret that is cut already, or the sentence is cut off
	return end+1 == len(s) || isLower(lower(s[end+1]))
}

// looksRandom is what a value must do whose name says little.
func looksRandom(s string, least int) bool {
	n := skipMasked(s, 0, len(s), tokenChars)
	return n >= least && s[0] != '/' && s[0] != '~' && !strings.Contains(s, "://") &&
		strings.ContainsAny(s[:n], digits) && hasLetter(s[:n])
}

func hasLetter(s string) bool { return strings.ContainsAny(s, upperLetters+lowerLetters) }

// looksAzure reports whether a value has the form of a key of Azure AI.
func looksAzure(s string) bool {
	n := skip(s, 0, alphanumeric)
	return n == len(s) && (n == 84 || n == 32 && skip(s, 0, hexDigits) == n)
}

// cookieChars are those of names and values, RFC 6265, but for the quotes and
// brackets that end a dump of headers.
var cookieChars = setOf(upperLetters + lowerLetters + digits + "!#$%&*+-.^_`|~=/:?@<>")

// cookies finds all values of a Cookie header, or the one of a Set-Cookie
// header without its attributes.
func cookies(s string, at, literalEnd int) span {
	const window = 64
	separator, after := separatorAfter(s, literalEnd)
	if separator != ':' && separator != '=' && separator != ',' {
		return span{}
	}
	start := openValue(s, after, separator).start
	if head := s[start:skip(s[:min(len(s), start+window)], start, cookieChars)]; !strings.Contains(head, "=") {
		return span{}
	}
	end := skip(s, start, cookieChars)
	if at >= 4 && (strings.EqualFold(s[at-4:at], "set-") || strings.EqualFold(s[at-4:at], "set_")) {
		return span{start: start, end: end}
	}
	for byteAt(s, end) == ';' {
		next := skipSpaces(s, end+1)
		pair := skip(s, next, cookieChars)
		if pair == next {
			break
		}
		end = pair
	}
	return span{start: start, end: end}
}

// cookieValue finds the value of one cookie whose name is the literal.
func cookieValue(s string, _, literalEnd int) span {
	const least, window = 6, 64
	head := s[literalEnd:skip(s[:min(len(s), literalEnd+window)], literalEnd, tokenChars)]
	if len(head) < least || isReference(head) {
		return span{}
	}
	return span{start: literalEnd, end: skip(s, literalEnd, tokenChars)}
}
