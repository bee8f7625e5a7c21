package server

import "time"

// Every limit of the service stands here.
const (
	MaxPaste       = 256 << 10 // bytes of decoded paste
	MaxBody        = 1 << 20   // bytes of a request body: forms and JSON swell what they hold
	maxHeaderBytes = 16 << 10  // bytes of request headers
	maxQuery       = 512       // bytes of a search query; the rest is not looked at
	maxHits        = 20        // search hits on a page
	maxNear        = 3         // articles that a misspelled name may have meant
	maxReportLink  = 1500      // bytes of a report in a link: mail programs cut longer ones
	maxValueBytes  = 160       // bytes of a value in an article's link

	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	drainTimeout      = 8 * time.Second // how long a stop waits for requests under way; containers are killed after 10

	// DefaultRate is how many requests a second one client may make: more than one that waits for each answer
	// can, so that a script which asks about a whole log is never refused.
	DefaultRate = 2000
	rateMemory  = 3 * time.Minute // how long a quiet client is remembered
)

// PasteLimit is MaxPaste in words, for the paste box.
const PasteLimit = "256 KiB"
