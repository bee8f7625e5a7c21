// Package table holds what is measured and what is asked of it, and prints figures beside that.
package table

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// Row is one promise: a ratio of the product to a peer, with the floor that must hold on a noisy machine and the
// goal that should be reached on a quiet one.
type Row struct {
	Number      string // rows of one number are chosen together
	What        string
	Unit        string // of the two figures
	Floor, Goal float64
	Less        bool // the ratio is to be at most Floor and Goal, otherwise at least
	Difference  bool // product minus peer instead of product by peer
	Inverse     bool // peer by product: how many times faster
}

// none stands for a floor or goal that a row does not have.
var none = math.NaN()

// Line is a row's figures in one setting.
type Line struct {
	Row
	Setting       string // what sets the line apart from others of its row
	Product, Peer float64
	Ratio         float64
	Err           error // why there are no figures
}

// Title is what was measured, in which setting.
func (l Line) Title() string {
	if l.Setting == "" {
		return l.What
	}
	return l.What + ", " + l.Setting
}

// Verdict says in words whether the floor and the goal are reached.
func (l Line) Verdict() string {
	switch {
	case l.Err != nil:
		reason, _, _ := strings.Cut(l.Err.Error(), "\n")
		return "FAILED: " + reason
	case !l.Holds():
		return "BELOW FLOOR"
	case math.IsNaN(l.Goal):
		return "-"
	case l.reaches(l.Goal):
		return "ok, goal reached"
	case math.IsNaN(l.Floor):
		return "below goal"
	}
	return "ok, below goal"
}

// Holds says whether the line was measured and its floor is reached.
func (l Line) Holds() bool {
	return l.Err == nil && (math.IsNaN(l.Floor) || l.reaches(l.Floor))
}

func (l Line) reaches(bound float64) bool {
	if l.Less {
		return l.Ratio <= bound
	}
	return l.Ratio >= bound // a ratio that is not a number reaches nothing
}

// Print writes lines as a Markdown table that can be read as it stands.
func Print(out io.Writer, lines []Line) {
	rows := [][]string{{"row", "what", "product", "peer", "ratio", "floor", "goal", "verdict"}}
	for _, l := range lines {
		if l.Err != nil {
			rows = append(rows, []string{l.Number, l.Title(), "-", "-", "-", l.bound(l.Floor), l.bound(l.Goal), l.Verdict()})
			continue
		}
		ratio := format(l.Ratio)
		if l.Difference {
			ratio = fmt.Sprintf("%+.1f", l.Ratio)
		}
		rows = append(rows, []string{l.Number, l.Title(), format(l.Product) + " " + l.Unit, format(l.Peer) + " " + l.Unit,
			ratio, l.bound(l.Floor), l.bound(l.Goal), l.Verdict()})
	}
	printAligned(out, rows)
}

func (l Line) bound(value float64) string {
	if math.IsNaN(value) {
		return "-"
	}
	sign := "≥ "
	if l.Less {
		sign = "≤ "
	}
	return sign + format(value)
}

// Figure is a figure that nothing is asked of.
type Figure struct{ What, Product, Beside string }

// PrintFigures writes figures as a Markdown table.
func PrintFigures(out io.Writer, figures []Figure) {
	rows := [][]string{{"what", "product", "beside it"}}
	for _, f := range figures {
		rows = append(rows, []string{f.What, f.Product, f.Beside})
	}
	printAligned(out, rows)
}

func printAligned(out io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, row := range rows {
		for j, cell := range row {
			fmt.Fprintf(out, "| %-*s ", widths[j], cell)
		}
		fmt.Fprintln(out, "|")
		if i == 0 {
			for _, width := range widths {
				fmt.Fprint(out, "|", strings.Repeat("-", width+2))
			}
			fmt.Fprintln(out, "|")
		}
	}
}

// format writes a figure with three digits that count.
func format(value float64) string {
	switch size := math.Abs(value); {
	case math.IsNaN(value) || math.IsInf(value, 0):
		return "-"
	case size >= 100:
		return grouped(int64(math.Round(value)))
	case size >= 10:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.2f", value)
}

// grouped writes 12345 as 12,345.
func grouped(value int64) string {
	if value < 1000 {
		return fmt.Sprint(value)
	}
	return grouped(value/1000) + fmt.Sprintf(",%03d", value%1000)
}
