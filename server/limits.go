package server

import (
	"time"

	"errdex/desk"
)

// Every limit of the service stands here, but for those of a question, which are the desk's.
const (
	MaxPaste       = desk.MaxPaste
	MaxBody        = 1 << 20  // bytes of a request body: forms and JSON swell what they hold
	maxHeaderBytes = 16 << 10 // bytes of request headers
	smallBody      = 16 << 10 // bytes of each body that count for nothing in maxBodies
	maxBodies      = 32 << 20 // bytes of all bodies in memory at once
	maxReportLink  = 1500     // bytes of a report in a link: mail programs cut longer ones
	maxValueBytes  = 160      // bytes of a value in an article's link

	// maxConnections is below the file descriptors that any Linux gives a process (4,096, unless somebody set less), and
	// what they hold at least, headers and small bodies, is below 100 MiB.
	maxConnections = 3072
	crowded        = maxConnections * 3 / 4 // connections from which on idle ones give way

	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	leaveTime         = time.Second     // for how long a stop that is announced first still takes requests
	drainTimeout      = 8 * time.Second // how long a stop waits for requests under way; containers are killed after 10

	// DefaultRate is how many requests a second one client may make: more than one that waits for each answer
	// can, so that a script which asks about a whole log is never refused.
	DefaultRate = 2000
	maxClients  = 1 << 15 // clients whose share is remembered: about 6 MiB
)

// PasteLimit is MaxPaste in words, for the paste box.
const PasteLimit = desk.PasteLimit
