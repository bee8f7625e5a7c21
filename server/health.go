package server

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/diagnose"
)

// live says that the process runs.
func (s *Server) live(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says that pages and answers can be given: the library can be read, its engine is compiled, and the service is not
// about to stop. What keeps a team's content from being taken, or the library from having a file, is a warning: a good
// library is served.
func (s *Server) ready(c echo.Context) error {
	if s.leaving.Load() {
		return errUnavailable
	}
	if err := s.desk.Ready(c.Request().Context()); err != nil {
		return fmt.Errorf("%w: %w", errUnavailable, err)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, readiness{Status: "ready", Library: s.desk.Library(), Warnings: s.problems()})
}

// readiness is the body of /readyz.
type readiness struct {
	Status   string            `json:"status"`
	Library  diagnose.Library  `json:"library"` // in use
	Warnings []content.Problem `json:"warnings,omitempty"`
}
