package server

import _ "embed"

// openAPIDocument describes what is here for programs. It is written by hand; the tests hold it against every answer.
//
//go:embed openapi.json
var openAPIDocument []byte
