// Command bench measures the product beside what a user would pick instead, and says which promises hold: see
// docs/performance.md. The script bench/run builds and starts it.
package main

import (
	"cmp"
	"context"
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"errdex/bench/table"
)

// experiment measures the rows that need the same processes or indexes.
type experiment struct {
	rows []string // numbers of rows, and names of figures
	run  func(context.Context, *bench) error
}

// experiments with other processes come first: those in process fill the memory.
var experiments = []experiment{
	{[]string{"1", "2", "3", "4"}, pages},
	{[]string{"11", "sizes"}, posts},
	{[]string{"16", "17"}, starts},
	{[]string{"20"}, allocations},
	{[]string{"15", "import"}, imports},
	{[]string{"5", "6", "7"}, againstIndexes},
	{[]string{"10"}, linearity},
	{[]string{"7"}, againstLargeBleve},
	{[]string{"8"}, growth},
	{[]string{"search"}, searches},
}

// bench is one run of the command.
type bench struct {
	quick     bool
	programs  string // directory of the programs that were built for this run
	directory string // for files that nobody needs afterwards
	made      map[int]made
	lines     []table.Line
	figures   []table.Figure
}

// rounds is how often each contestant has its turn.
func (b *bench) rounds(whole int) int {
	if b.quick {
		return (whole + 2) / 3
	}
	return whole
}

func (b *bench) program(name string) string { return filepath.Join(b.programs, name) }

// scratch makes a new directory.
func (b *bench) scratch() (string, error) { return os.MkdirTemp(b.directory, "") }

func (b *bench) line(line table.Line) {
	log.Printf("%s: %s: ratio %.3g: %s", line.Number, line.Title(), line.Ratio, line.Verdict())
	b.lines = append(b.lines, line)
}

func (b *bench) figure(what, product, beside string) {
	log.Printf("%s: %s; %s", what, product, beside)
	b.figures = append(b.figures, table.Figure{What: what, Product: product, Beside: beside})
}

func main() {
	log.SetFlags(log.Ltime)
	b := &bench{made: map[int]made{}}
	flag.BoolVar(&b.quick, "quick", false, "a third of the rounds, and no search among 100,000 articles")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: bench/run [--quick] [ROW...]\nrows:", strings.Join(names(), " "))
	}
	flag.Parse()
	chosen := flag.Args()
	for _, name := range chosen {
		if !slices.Contains(names(), name) {
			flag.Usage()
			os.Exit(2)
		}
	}
	if err := b.runAll(chosen); err != nil {
		log.Fatal(err)
	}
}

// names are what can be chosen.
func names() []string {
	var all []string
	for _, e := range experiments {
		all = append(all, e.rows...)
	}
	slices.SortFunc(all, byNumber)
	return slices.Compact(all)
}

// byNumber sorts 2 before 10, and names behind numbers.
func byNumber(x, y string) int { return cmp.Or(len(x)-len(y), cmp.Compare(x, y)) }

// runAll runs the experiments that the chosen rows need, all without any, and prints their figures.
func (b *bench) runAll(chosen []string) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	own, err := os.Executable()
	if err != nil {
		return err
	}
	b.programs = filepath.Dir(own)
	if b.directory, err = os.MkdirTemp("", "errdex-bench"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.directory)) }()
	failed := false
	wanted := func(row string) bool { return len(chosen) == 0 || slices.Contains(chosen, row) }
	for _, e := range experiments {
		if !slices.ContainsFunc(e.rows, wanted) || ctx.Err() != nil {
			continue
		}
		log.Printf("rows %s", strings.Join(e.rows, " "))
		if err := e.run(ctx, b); err != nil {
			failed = true
			fmt.Printf("rows %s FAILED: %v\n", strings.Join(e.rows, " "), err)
		}
		runtime.GC() // what one experiment left behind is no burden to the next
	}
	b.lines = slices.DeleteFunc(b.lines, func(l table.Line) bool { return !wanted(l.Number) })
	slices.SortStableFunc(b.lines, func(x, y table.Line) int { return byNumber(x.Number, y.Number) })
	b.print(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if failed || slices.ContainsFunc(b.lines, func(l table.Line) bool { return !l.Holds() }) {
		return errors.New("a row failed or is below its floor")
	}
	return nil
}

// print writes everything as Markdown, for docs/performance.md.
func (b *bench) print(ctx context.Context) {
	fmt.Printf("\n%s, %d cores, %s; %s", processor(), runtime.NumCPU(), runtime.Version(), time.Now().Format(time.DateOnly))
	if caddy, err := buildinfo.ReadFile(b.program("caddy")); err == nil {
		fmt.Printf("; Caddy %s", caddy.Main.Version)
	}
	for _, command := range [][]string{{"nginx", "-v"}, {"wrk", "-v"}, {"hugo", "version"}} {
		out, _ := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput() // wrk fails after it has told its version
		words := strings.Fields(string(out))
		fmt.Printf("; %s", strings.Join(words[:min(3, len(words))], " "))
	}
	fmt.Print("\n\n")
	table.Print(os.Stdout, b.lines)
	if len(b.figures) > 0 {
		fmt.Println()
		table.PrintFigures(os.Stdout, b.figures)
	}
}

// processor is the name that the processor gives itself.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // without it the name is empty
	_, rest, _ := strings.Cut(string(info), "model name")
	name, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
}
