package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

type healthcheckCommand struct {
	Addr string `default:"127.0.0.1:8080" help:"Address of the service."`
}

// healthcheckTimeout is how long the service may take: a container's check must not hang.
const healthcheckTimeout = 3 * time.Second

// Run exits 0 when the service is ready. Containers without a shell use it as their check.
func (cmd *healthcheckCommand) Run(ctx context.Context, s streams) error {
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+cmd.Addr+"/readyz", nil)
	if err != nil {
		return exitError{exitUsage, err}
	}
	// A proxy from the environment has no part in asking this machine's own service.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return exitError{exitNothing, fmt.Errorf("not ready: %w", err)}
	}
	defer response.Body.Close() // nothing of the body is read
	if response.StatusCode != http.StatusOK {
		return exitError{exitNothing, fmt.Errorf("not ready: status %d", response.StatusCode)}
	}
	fmt.Fprintln(s.out, "ready")
	return nil
}
