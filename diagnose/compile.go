package diagnose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"errdex/content"
)

// signature is an article's *signature compiled for matching.
type signature struct {
	*content.Signature
	slug    string
	article *entry
	message int // index of the template, or none
	unless  []int
	value   *template // for the whole value of the header
	weight  int       // how much it asks for: literals of the message, and conditions
}

// none is the index of a template that is not there.
const none = -1

// conditionWeight is what one condition beside the message adds to a signature's weight, in bytes of literal.
const conditionWeight = 4

// New compiles the signatures of a library; version names it in the answers. Withdrawn articles and guides
// take no part. An error names the article and the field, and means that the library was not linted.
func New(version string, articles []content.Article) (*Engine, error) {
	e := &Engine{
		library:  Library{Version: version, Articles: len(articles)},
		articles: make(map[string]*entry, len(articles)),
		byFact:   map[factKey][]int{},
		asked:    newAskedWords(),
	}
	known := map[string]int{}
	articles = answering(articles)
	// Most processes never read a person's own words, and this costs more than all the rest.
	e.descriptions = sync.OnceValue(func() *descriptions { return describe(articles) })
	for i := range articles {
		article := newEntry(&articles[i])
		e.articles[article.Slug] = article
		for i := range article.Signatures {
			compiled, err := e.compile(article, &article.Signatures[i], known)
			if err != nil {
				return nil, fmt.Errorf("article %s: signatures[%d]: %w", article.Slug, i, err)
			}
			e.index(compiled)
		}
	}
	anchors, firsts := make([][]byte, len(e.templates)), make([][]byte, len(e.templates))
	for i, t := range e.templates {
		first := t.parts[0].literal
		anchors[i], firsts[i] = t.parts[t.anchor].literal, first[:min(gramLength, len(first))] // the rest may be cut off
	}
	e.literals, e.beginnings = newAutomaton(anchors), newAutomaton(firsts)
	return e, nil
}

// answering are copies of the articles that can be an answer, without what only pages, lint and tests need: an engine
// lives as long as its process, and the garbage collector looks through it again and again.
func answering(articles []content.Article) []content.Article {
	var kept []content.Article
	for _, a := range articles {
		if a.Kind == content.KindGuide || a.Withdrawn != "" {
			continue
		}
		a.Signatures = slices.Clone(a.Signatures) // as long as it is, and no longer
		a.Examples, a.NearMisses, a.Sources, a.Headings = nil, nil, nil, nil
		a.HTML, a.Text, a.Markdown, a.Note = "", "", "", ""
		kept = append(kept, a)
	}
	return kept
}

// Library names what the engine answers from.
func (e *Engine) Library() Library { return e.library }

// Fixes are the steps under an article's #fix, as it was given to New.
func (e *Engine) Fixes(slug string) []content.Fix {
	if article, ok := e.articles[slug]; ok {
		return article.Fixes
	}
	return nil
}

func (e *Engine) compile(article *entry, source *content.Signature, known map[string]int) (*signature, error) {
	s := &signature{Signature: source, slug: article.Slug, article: article, message: none}
	err := possible(source)
	if err != nil {
		return s, err
	}
	if source.Message != "" {
		if s.message, err = e.template(source.Message, known); err != nil {
			return s, fmt.Errorf("message: %w", err)
		}
		s.weight = e.templates[s.message].weight
	}
	for _, text := range source.Unless {
		unless, err := e.template(text, known)
		if err != nil {
			return s, fmt.Errorf("unless: %w", err)
		}
		s.unless = append(s.unless, unless)
	}
	if source.Value != "" {
		parsed, err := content.ParseValueTemplate(source.Value)
		if err != nil {
			return s, fmt.Errorf("value: %w", err)
		}
		value := compileTemplate(parsed)
		s.value = &value
	}
	s.weight += conditionWeight * conditions(source)
	return s, nil
}

// template compiles a message template once, however many signatures use it.
func (e *Engine) template(text string, known map[string]int) (int, error) {
	if i, ok := known[text]; ok {
		return i, nil
	}
	parsed, err := content.ParseTemplate(text)
	if err != nil {
		return none, err
	}
	known[text] = len(e.templates)
	e.templates = append(e.templates, compileTemplate(parsed))
	e.byTemplate = append(e.byTemplate, nil)
	return known[text], nil
}

// possible refuses a signature that can never hold, because it asks for what the scanner does not read.
func possible(s *content.Signature) error {
	for _, status := range s.Status {
		if status < 400 || status > 599 {
			return fmt.Errorf("can never hold: status %d is not read, only 400 to 599 are", status)
		}
	}
	for _, name := range s.Absent {
		if fieldOf([]byte(strings.ToLower(name))) != fieldHeader {
			return fmt.Errorf("can never tell: header %q is not read", name)
		}
	}
	if s.Header != "" && fieldOf([]byte(strings.ToLower(s.Header))) != fieldHeader {
		return fmt.Errorf("can never hold: header %q is not read", s.Header)
	}
	return nil
}

func conditions(s *content.Signature) int {
	n := 0
	for _, list := range [][]string{s.Type, s.Exception, s.Errno, s.Absent, s.Host, s.Client, s.Provider} {
		if len(list) > 0 {
			n++
		}
	}
	if len(s.Status) > 0 {
		n++
	}
	if s.Header != "" {
		n++
	}
	if s.Value != "" {
		n++
	}
	if s.Body != "" {
		n++
	}
	return n
}

// index files a signature under its message, or under the rarest fact that it asks for.
func (e *Engine) index(s *signature) {
	i := len(e.signatures)
	e.signatures = append(e.signatures, *s)
	e.ask(factErrno, s.Errno)
	e.ask(factException, s.Exception)
	e.ask(factType, s.Type)
	if s.message != none {
		e.byTemplate[s.message] = append(e.byTemplate[s.message], i)
		return
	}
	for _, key := range factKeys(s.Signature) {
		e.byFact[key] = append(e.byFact[key], i)
	}
}

// ask has the scanner read words that only a signature tells to be facts.
func (e *Engine) ask(kind factKind, words []string) {
	for _, word := range words {
		e.asked.add(word, kind)
	}
}

func factKeys(s *content.Signature) []factKey {
	keys := func(kind factKind, values []string) []factKey {
		var keys []factKey
		for _, value := range values {
			keys = append(keys, newFactKey(kind, value))
		}
		return keys
	}
	switch {
	case s.Header != "":
		return keys(factHeader, []string{s.Header})
	case len(s.Errno) > 0:
		return keys(factErrno, s.Errno)
	case len(s.Exception) > 0:
		return keys(factException, s.Exception)
	case len(s.Type) > 0:
		return append(keys(factType, s.Type), keys(factException, s.Type)...)
	case len(s.Status) > 0:
		var values []string
		for _, status := range s.Status {
			values = append(values, strconv.Itoa(status))
		}
		return keys(factStatus, values)
	}
	return []factKey{anyPaste}
}

// anyPaste files the signatures that ask for nothing but the shape of the body.
var anyPaste = factKey{}

// factKey is a fact that signatures are filed under, its value in lower case.
type factKey struct {
	kind  factKind
	value string
}

func newFactKey(kind factKind, value string) factKey { return factKey{kind, strings.ToLower(value)} }
