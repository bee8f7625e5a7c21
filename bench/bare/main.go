// Command bare is what net/http costs by itself: it writes the answers that it was given, and negotiates which.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime"

	"errdex/bench/saved"
)

func main() {
	address := flag.String("addr", "127.0.0.1:0", "where to listen")
	directory := flag.String("page", "", "directory of the saved page")
	answer := flag.String("answer", "", "file of the saved answer to a POST")
	flag.Parse()
	var handler http.Handler
	if *answer != "" {
		fixed, err := saved.ReadAnswer(*answer)
		if err != nil {
			log.Fatal(err)
		}
		handler = post(fixed)
	} else {
		page, err := saved.ReadPage(*directory)
		if err != nil {
			log.Fatal(err)
		}
		handler = get(page)
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("bare listens on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, handler))
}

// get serves the page, and at /mallocs how many objects the process has allocated so far.
func get(page saved.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/mallocs" {
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			fmt.Fprintf(w, "# Mallocs = %d\n", memory.Mallocs)
			return
		}
		page.For(r).Write(w)
	})
}

// post reads the body and writes the same answer to each.
func post(fixed saved.Answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, "cannot be read", http.StatusBadRequest)
			return
		}
		fixed.Write(w)
	})
}
