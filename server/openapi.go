package server

import (
	_ "embed"

	"github.com/labstack/echo/v4"
)

// openAPIDocument describes what is here for programs. It is written by hand; the tests hold it against every answer.
//
//go:embed openapi.json
var openAPIDocument []byte

func (s *Server) openAPI(c echo.Context) error {
	return newDocument(echo.MIMEApplicationJSON, checkHourly, openAPIDocument).serve(c)
}
