package main

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strings"
)

// editURL is where the articles' files can be edited, as a flag's value; it ends with a slash.
type editURL string

// UnmarshalText reads an http or https address that a file's path can follow.
func (e *editURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is not an address that a file's path can follow (https://github.com/you/errdex/edit/main/content/)", text)
	}
	*e = editURL(strings.TrimSuffix(u.String(), "/") + "/")
	return nil
}

// reportTo is where people tell of wrong answers, as a flag's value.
type reportTo string

// UnmarshalText reads mailto:somebody@example.com or the https address of a form that takes title and body.
func (r *reportTo) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	good := err == nil && u.Fragment == "" && u.Scheme == "https" && u.Host != ""
	if err == nil && u.Fragment == "" && u.Scheme == "mailto" {
		address, err := mail.ParseAddress(u.Opaque)
		good = err == nil && address.Address == u.Opaque
	}
	if !good {
		return fmt.Errorf("%q is neither a mailto: address nor an https: one", text)
	}
	*r = reportTo(u.String())
	return nil
}

// adminAddr is an address to listen on, as a flag's value; one without a host is the loopback's.
type adminAddr string

// UnmarshalText reads 127.0.0.1:9090 or :9090. All interfaces have to be asked for: 0.0.0.0:9090.
func (a *adminAddr) UnmarshalText(text []byte) error {
	host, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return fmt.Errorf("%q is not an address such as 127.0.0.1:9090", text)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	*a = adminAddr(net.JoinHostPort(host, port))
	return nil
}
