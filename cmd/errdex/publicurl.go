package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// publicURL is where readers find the site, as a flag's value; without a slash at its end.
type publicURL string

// UnmarshalText reads https://errdex.example or https://example.com/errdex.
func (p *publicURL) UnmarshalText(text []byte) error {
	address, err := url.Parse(string(text))
	if err == nil {
		err = checkPublicURL(address)
	}
	if err != nil {
		return fmt.Errorf("%q is not a public URL such as https://errdex.example or https://example.com/errdex: %w", text, reason(err))
	}
	address.Host = strings.ToLower(address.Host)
	*p = publicURL(strings.TrimSuffix(address.String(), "/"))
	return nil
}

// reason is what url.Parse found, without its repetition of the text.
func reason(err error) error {
	var parse *url.Error
	if errors.As(err, &parse) {
		return parse.Err
	}
	return err
}

func checkPublicURL(address *url.URL) error {
	ip, err := netip.ParseAddr(address.Hostname())
	shortest := strings.TrimSuffix(path.Clean(address.Path), "/")
	port, portErr := strconv.ParseUint(address.Port(), 10, 16)
	switch {
	case address.Scheme != "http" && address.Scheme != "https":
		return errors.New("it must start with http:// or https://")
	case address.Hostname() == "":
		return errors.New("it names no host")
	case err != nil && strings.ContainsFunc(address.Hostname(), notOfHost):
		return errors.New("the host has a character that no host name has")
	case err == nil && ip.IsUnspecified():
		return errors.New("the host stands for every address of a machine and leads a reader nowhere")
	case strings.HasSuffix(address.Host, ":") || address.Port() != "" && (portErr != nil || port == 0):
		return errors.New("the port is not a number from 1 to 65535")
	case address.User != nil:
		return errors.New("it holds a user")
	case address.RawQuery != "" || address.ForceQuery || address.Fragment != "":
		return errors.New("it holds a query or a fragment")
	case address.Path != "" && address.Path != shortest && address.Path != shortest+"/":
		return errors.New("the path is not in its shortest form")
	}
	return nil
}

func notOfHost(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-._", r))
}

// ownURL is the URL of a listener, for a site whose public URL nobody has named. A listener on every address of
// the machine has no host of its own; known is false then, and the URL is right on this machine alone.
func ownURL(listener net.Addr) (own publicURL, known bool) {
	address, err := netip.ParseAddrPort(listener.String())
	if err == nil && address.Addr().IsUnspecified() {
		return publicURL(fmt.Sprintf("http://localhost:%d", address.Port())), false
	}
	return publicURL("http://" + listener.String()), true
}
