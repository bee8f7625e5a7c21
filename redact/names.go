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

// named finds the value of a header, a variable or a field whose name ends with
// the literal.
func named(s string, at, literalEnd int) span {
	end := nameEnd(s, literalEnd)
	separator, after := separatorAfter(s, end)
	start := firstHalf(s, nameStart(s, at))
	if text, found := element(s, start, end); found {
		separator, after = '=', text
	}
	if separator == 0 {
		return span{}
	}
	if separator == ' ' && !blankSeparates(s, start, end) {
		return span{}
	}
	kind, trusted := classify(s, start, end)
	if trusted == none {
		return span{}
	}
	v := openValue(s, after, separator)
	switch {
	case trusted == assigned && (separator != ':' || v.quote != 0):
		trusted = likely
	case kind == "authorization-header" && !v.scheme:
		v.start += otherSchemeLen(s[v.start:])
	case kind == "aws-signature" && !isDigest(s[v.start:]):
		return span{} // that of a thinking block is no secret
	}
	if !v.plausible(s, s[start:end], trusted) {
		return span{}
	}
	chars := keyChars
	if strings.HasPrefix(kind, "aws-") {
		chars = base64Chars // elsewhere what begins with a slash is the path on the next line
	}
	c := span{start: v.start, end: v.whole(s, trusted, chars), kind: kind}
	if strings.EqualFold(s[start:end], "api-key") && looksAzure(s[c.start:c.end]) {
		c.kind = "azure-api-key"
	}
	return c
}

// isDigest reports whether s starts with a signature in hexadecimal digits.
func isDigest(s string) bool {
	const shortest = 32
	return skip(s[:min(len(s), shortest)], 0, hexDigits) == shortest
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
	return skip(s[:min(len(s), i+2)], i, digitChars)
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
	if pair := pairedValue(s, i); pair > i {
		end = pair // also OkHttp: in x-api-key value: x
	}
	end = skipOperator(s, skipType(s, end))
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
