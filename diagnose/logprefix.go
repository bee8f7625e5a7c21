package diagnose

import (
	"bytes"
	"strings"
)

// logPrefixes finds what loggers put in front of each line: a time, and up to the level. A message that was
// printed over several lines continues behind them.
func logPrefixes(text []byte) []span {
	var found []span
	for start := 0; start < len(text); {
		end := lineEnd(text, start)
		if size := logPrefix(text[start:end]); size > 0 {
			found = append(found, span{start, start + size})
		}
		start = end + 1
	}
	if len(found) == 1 && found[0].start > 0 {
		line := text[found[0].start:found[0].end]
		if level(line[timeStamp(line):]) == 0 {
			return nil // a time that a wrapped sentence names, not a log
		}
	}
	return found
}

// maxPrefix is how far into a line its level may stand.
const maxPrefix = 96

// levels are the words that close a prefix.
var levels = set("ERROR", "INFO", "WARNING", "WARN", "DEBUG", "TRACE", "FATAL", "CRITICAL", "NOTICE")

// maxNames is how many words may stand between the time and the level: a logger, a process, a file.
const maxNames = 3

// logPrefix is the length of a line's prefix, or 0.
func logPrefix(line []byte) int {
	size := timeStamp(line)
	if size == 0 || size > maxPrefix {
		return 0
	}
	size += level(line[size:min(len(line), maxPrefix)])
	for size < len(line) && strings.IndexByte(" \t|:-])", line[size]) >= 0 {
		size++
	}
	return size
}

// level is where the level behind a time ends, or 0 when none stands there.
func level(text []byte) int {
	names := 0
	for at := 0; at < len(text) && names <= maxNames; {
		end := at
		for end < len(text) && scanByte(text[end]) {
			end++
		}
		word := text[at:end]
		if len(word) > 0 && word[0] <= 'Z' && levels[string(word)] { // all are in capitals
			return end
		}
		if len(bytes.Trim(word, "-.")) > 0 {
			names++
		}
		at = end + 1
	}
	return 0
}

// timeStamp is the length of the date and time that a line begins with, or 0: 2026-11-21T10:14:02.123Z,
// [26-11-21 10:14:02], 2026/11/21 10:14:02.
func timeStamp(line []byte) int {
	start := 0
	for start < len(line) && (line[start] == ' ' || line[start] == '\t' || line[start] == '[') {
		start++
	}
	end, digits, colons := start, 0, 0
	for ; end < len(line); end++ {
		switch c := line[end]; {
		case c >= '0' && c <= '9':
			digits++
		case c == ':':
			colons++
		case c == '-', c == '/', c == '.', c == ',', c == 'T', c == 'Z', c == '+', c == ' ' && colons == 0:
		default:
			return stamped(end, digits, colons)
		}
	}
	return stamped(end, digits, colons)
}

// stamped takes a run of digits and marks for a time only when it is as long as one.
func stamped(end, digits, colons int) int {
	if digits < len("261121101402") || colons < 2 {
		return 0
	}
	return end
}
