package diagnose

import "iter"

// Facts is what was read from a paste. A field is empty when the paste does not tell.
type Facts struct {
	Status    int               `json:"status,omitempty"`     // HTTP status of the error
	ErrorType string            `json:"error_type,omitempty"` // error.type, or the code of an AWS, Google or Azure error
	Message   string            `json:"message,omitempty"`    // the innermost error's own words
	RequestID string            `json:"request_id,omitempty"`
	Provider  string            `json:"provider,omitempty"` // who answered, one of content.Providers
	Model     string            `json:"model,omitempty"`    // the model's id as it is written
	Time      string            `json:"time,omitempty"`     // when it happened, as the response or the log's first line writes it
	Client    string            `json:"client,omitempty"`   // who printed it, one of content.Clients, and its version where it is told
	Headers   map[string]string `json:"headers,omitempty"`  // response headers that bear on the error, names in lower case
}

// factKind is what a fact says.
type factKind uint8

const (
	factStatus    factKind = iota // an HTTP status in a status's place
	factType                      // an error type or a cloud's error code
	factMessage                   // the text of a message field
	factRequestID                 // req_... or a cloud's request id
	factException                 // the class of a raised exception
	factErrno                     // a system's or runtime's error code
	factHeader                    // a response header; name holds which
	factHost                      // a host that a request went to
	factClient                    // a program that prints errors of Claude
	factProvider                  // a party that answers for Claude
	factModel                     // the id of a model
	factPage                      // the title of an HTML page
	factEvent                     // an error event of a stream
	factForeign                   // a sign that the error is another vendor's
	factElsewhere                 // a sign that a connection was to somewhere else
)

// fact is one typed thing read from the paste.
type fact struct {
	kind  factKind
	name  string // header name, module of an exception, or version of a client
	value string
	span  span // in the view
}

// of yields the facts of one kind.
func of(facts []fact, kind factKind) iter.Seq[fact] {
	return func(yield func(fact) bool) {
		for i := range facts {
			if facts[i].kind == kind && !yield(facts[i]) {
				return
			}
		}
	}
}

// first returns the first fact of a kind.
func first(facts []fact, kind factKind) (fact, bool) {
	for i := range facts {
		if facts[i].kind == kind {
			return facts[i], true
		}
	}
	return fact{}, false
}

// header returns the value of a response header.
func header(facts []fact, name string) (fact, bool) {
	for i := range facts {
		if facts[i].kind == factHeader && facts[i].name == name {
			return facts[i], true
		}
	}
	return fact{}, false
}
