package server

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
)

// live says that the process runs.
func (s *Server) live(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says that pages and answers can be given: the library can be read.
func (s *Server) ready(c echo.Context) error {
	if err := s.store.Ping(c.Request().Context()); err != nil {
		return fmt.Errorf("%w: %w", errUnavailable, err)
	}
	return c.String(http.StatusOK, "ready\n")
}
