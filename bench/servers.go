package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"errdex/bench/saved"
	"errdex/bench/service"
)

// article is the page that is asked for: a long one, with code in three languages.
const article = "/errors/rate-limit"

// file is the same page where files are served.
const file = "/page.html"

// product is the command that serves the library, and a team's content with it. It logs no requests, as its peers
// don't, and refuses no client for asking too often. Wherever it listens, its pages are the same bytes.
func (b *bench) product(data string, more ...string) (service.Command, error) {
	return command("Errdex", func(address string) []string {
		return append([]string{b.program("errdex"), "serve", "--addr", address, "--public-url", "https://example.com", "--data", data, "--rate", "1e9", "--log-level", "warn"}, more...)
	})
}

func (b *bench) bare(flag, value string) (service.Command, error) {
	return command("bare net/http", func(address string) []string {
		return []string{b.program("bare"), "--addr", address, flag, value}
	})
}

func (b *bench) echo(page string) (service.Command, error) {
	return command("echo alone", func(address string) []string {
		return []string{b.program("bareecho"), "--addr", address, "--page", page}
	})
}

func command(name string, args func(address string) []string) (service.Command, error) {
	address, err := service.FreeAddress()
	return service.Command{Name: name, Address: address, Args: args(address)}, err
}

// startProduct starts the product and waits for a page.
func (b *bench) startProduct(ctx context.Context, data, path string, more ...string) (*service.Service, time.Duration, error) {
	command, err := b.product(data, more...)
	if err != nil {
		return nil, 0, err
	}
	return service.Start(ctx, command, path)
}

// savePage starts the product for as long as it takes to keep its page, and leaves its database in data.
func (b *bench) savePage(ctx context.Context) (page saved.Page, directory, data string, err error) {
	if directory, err = b.scratch(); err != nil {
		return page, "", "", err
	}
	if data, err = b.scratch(); err != nil {
		return page, "", "", err
	}
	product, _, err := b.startProduct(ctx, data, article)
	if err != nil {
		return page, "", "", err
	}
	defer product.Stop()
	page, err = saved.Fetch(product.URL+article, directory)
	return page, directory, data, err
}

// writeFiles makes a directory for file servers: the page, and beside it the forms that the product compresses.
func (b *bench) writeFiles(page saved.Page) (string, error) {
	directory, err := b.scratch()
	if err != nil {
		return "", err
	}
	for _, encoding := range saved.Encodings {
		form := page.Form(encoding)
		name := filepath.Join(directory, file)
		switch form.Header.Get("Content-Encoding") {
		case "gzip":
			name += ".gz"
		case "br":
			name += ".br"
		}
		if err := os.WriteFile(name, form.Body, 0o644); err != nil {
			return "", err
		}
	}
	return directory, os.Chmod(directory, 0o755)
}

const nginxConfig = `daemon off; @user@
worker_processes auto; pid @scratch@/nginx.pid; error_log stderr;
events { worker_connections 1024; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; types { text/html html; }
	open_file_cache max=100; gzip_static on;
	client_body_temp_path @scratch@; proxy_temp_path @scratch@; fastcgi_temp_path @scratch@; uwsgi_temp_path @scratch@; scgi_temp_path @scratch@;
	server { listen @address@; root @files@; }
}
`

// nginx serves files as its documentation says is fastest.
func (b *bench) nginx(files string) (service.Command, error) {
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // the files are nobody else's
	}
	return b.configured("nginx", nginxConfig, files, user, "nginx", "-e", "stderr", "-c")
}

const caddyConfig = `{
	admin off
	auto_https off
}
http://@address@ {
	root * @files@
	file_server {
		precompressed br gzip
	}
}
`

// caddy is as it comes, with files compressed beforehand.
func (b *bench) caddy(files string) (service.Command, error) {
	return b.configured("Caddy", caddyConfig, files, "", b.program("caddy"), "run", "--adapter", "caddyfile", "--config")
}

// configured writes a server's configuration, whose name is its last argument.
func (b *bench) configured(name, config, files, user string, args ...string) (service.Command, error) {
	scratch, err := b.scratch()
	if err != nil {
		return service.Command{}, err
	}
	path := filepath.Join(scratch, "config")
	command, err := command(name, func(string) []string { return append(args, path) })
	if err != nil {
		return service.Command{}, err
	}
	command.Env = []string{"XDG_CONFIG_HOME=" + scratch, "XDG_DATA_HOME=" + scratch} // Caddy keeps its state there
	replacer := strings.NewReplacer("@user@", user, "@scratch@", scratch, "@address@", command.Address, "@files@", files)
	return command, os.WriteFile(path, []byte(replacer.Replace(config)), 0o644)
}
