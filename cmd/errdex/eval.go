package main

import (
	"fmt"
	"os"

	"errdex/eval"
)

type evalCommand struct {
	Corpus     []string `arg:"" help:"Labelled cases, one JSON object a line: id, form, text, primary, also."`
	Misses     bool     `help:"Print each case whose first answer is not right."`
	Mutate     bool     `help:"Run copies of each case too: wrapped, coloured, logged, quoted, cut."`
	Confusions bool     `help:"Print which article was answered where another was wanted, and how often."`
	JSON       bool     `name:"json" help:"Print JSON: counts of cases, in all and by form."`
}

// Run prints the figures of the built-in library on all corpora together.
func (cmd *evalCommand) Run(s streams) error {
	engine, articles, err := embeddedEngine()
	if err != nil {
		return err
	}
	var cases []eval.Case
	for _, name := range cmd.Corpus {
		read, err := readCorpus(name)
		if err != nil {
			return exitError{exitUsage, err}
		}
		for _, c := range read {
			cases = append(cases, c)
			if cmd.Mutate {
				cases = append(cases, eval.Mutate(c)...)
			}
		}
	}
	return cmd.print(s, eval.Score(engine, articles, cases))
}

func (cmd *evalCommand) print(s streams, report eval.Report) error {
	if cmd.JSON {
		return printJSON(s.out, cmd.counts(report))
	}
	if cmd.Misses {
		for _, miss := range report.Misses {
			fmt.Fprintln(s.out, miss)
		}
	}
	if cmd.Confusions {
		for _, confusion := range report.Confusions() {
			fmt.Fprintln(s.out, confusion)
		}
	}
	_, err := report.WriteTo(s.out)
	return err
}

// evalCounts is a report for programs. It names the cases that went wrong and leaves their texts out.
type evalCounts struct {
	eval.Figures
	Forms      map[string]eval.Figures `json:"forms"`
	Misses     []evalMiss              `json:"misses,omitempty"`
	Confusions []eval.Confusion        `json:"confusions,omitempty"`
}

type evalMiss struct {
	ID   string   `json:"id"`
	Form string   `json:"form"`
	Want string   `json:"want"`
	Got  []string `json:"got"`
}

func (cmd *evalCommand) counts(report eval.Report) evalCounts {
	counts := evalCounts{Figures: report.Figures, Forms: report.Forms}
	if cmd.Misses {
		for _, miss := range report.Misses {
			counts.Misses = append(counts.Misses, evalMiss{miss.Case.ID, miss.Case.Form, miss.Case.Primary, miss.Found})
		}
	}
	if cmd.Confusions {
		counts.Confusions = report.Confusions()
	}
	return counts
}

func readCorpus(name string) ([]eval.Case, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // opened for reading: nothing to lose
	cases, err := eval.ReadCases(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cases, nil
}
