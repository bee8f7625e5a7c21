package diagnose

import "testing"

// BenchmarkFind looks for the literals of the library in a paste of 2 KiB: the match without what is made of it.
// It must not allocate.
func BenchmarkFind(b *testing.B) {
	engine, _ := library(b)
	text := squeeze(newView(benchPaste(2<<10)).text, nil).text
	found := 0
	visit := func(int, int) { found++ }
	b.ReportAllocs()
	for b.Loop() {
		engine.literals.find(text, 0, visit)
	}
	if found == 0 {
		b.Fatal("nothing was found")
	}
}
