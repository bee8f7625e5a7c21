package content

import "fmt"

func (l *linter) signatures(a Article) {
	if len(a.Signatures) == 0 {
		l.report("signatures", "is empty (say how the article is recognised)")
	}
	for i, s := range a.Signatures {
		field := fmt.Sprintf("signatures[%d]", i)
		if s.Message == "" && len(s.Status) == 0 && len(s.Type) == 0 && len(s.Exception) == 0 &&
			len(s.Errno) == 0 && s.Header == "" && s.Body == "" {
			l.report(field, "has no condition that an error shows (message, status, type, exception, errno, header or body)")
		}
		l.template(field+".message", s.Message)
		if s.Alone && s.Message == "" {
			l.report(field+".alone", "stands without message")
		}
		for _, unless := range s.Unless {
			if unless == "" {
				l.report(field+".unless", "is empty")
			}
			l.template(field+".unless", unless)
		}
		if s.Value != "" && s.Header == "" {
			l.report(field+".value", "stands without header")
		}
		if _, err := ParseValueTemplate(s.Value); err != nil {
			l.report(field+".value", "%q: %v", s.Value, err)
		}
		l.oneOf(field+".client", s.Client, Clients)
		l.oneOf(field+".provider", s.Provider, Providers)
		if s.Body != "" {
			l.oneOf(field+".body", []string{s.Body}, bodies)
		}
		if s.Confidence != "" {
			l.oneOf(field+".confidence", []string{string(s.Confidence)},
				[]string{string(ConfidenceExact), string(ConfidenceLikely), string(ConfidencePossible)})
		}
	}
}

func (l *linter) template(field, text string) {
	if text == "" {
		return
	}
	if _, err := ParseTemplate(text); err != nil {
		l.report(field, "%q: %v", text, err)
	}
}

// MinExamples and MinNearMisses are what an article needs at least to test itself.
const (
	MinExamples   = 3
	MinNearMisses = 2
)

// MaxDescription is how long a sentence may be that describes an error, in bytes: what people type into a search box.
const MaxDescription = 300

func (l *linter) samples(a Article) {
	for i, text := range a.Described {
		if text == "" || len(text) > MaxDescription {
			l.report(fmt.Sprintf("described[%d]", i), "has %d bytes, a description has 1 to %d", len(text), MaxDescription)
		}
	}
	if len(a.Examples) < MinExamples {
		l.report("examples", "has %d, at least %d are needed", len(a.Examples), MinExamples)
	}
	if len(a.NearMisses) < MinNearMisses {
		l.report("near_misses", "has %d, at least %d are needed", len(a.NearMisses), MinNearMisses)
	}
	for _, miss := range a.NearMisses {
		if miss.Want == a.Slug {
			l.report("near_misses", "wants the article itself (make it an example)")
		}
		if miss.Want != NoMatch {
			l.exist("near_misses", []string{miss.Want})
		}
	}
}
