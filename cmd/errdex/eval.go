package main

import (
	"fmt"
	"os"

	"errdex/eval"
)

type evalCommand struct {
	Corpus []string `arg:"" help:"Labelled cases, one JSON object a line: id, form, text, primary, also."`
	Misses bool     `help:"Print each case whose first answer is not right."`
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
		cases = append(cases, read...)
	}
	report := eval.Score(engine, articles, cases)
	if cmd.Misses {
		for _, miss := range report.Misses {
			fmt.Fprintln(s.out, miss)
		}
	}
	_, err = report.WriteTo(s.out)
	return err
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
