// Command bareecho is the bare server with echo around it, which the product is built on.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"

	"errdex/bench/saved"
)

func main() {
	address := flag.String("addr", "127.0.0.1:0", "where to listen")
	directory := flag.String("page", "", "directory of the saved page")
	flag.Parse()
	page, err := saved.ReadPage(*directory)
	if err != nil {
		log.Fatal(err)
	}
	e := echo.New()
	e.GET("/errors/:name", func(c echo.Context) error {
		page.For(c.Request()).Write(c.Response())
		return nil
	})
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("echo listens on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, e))
}
