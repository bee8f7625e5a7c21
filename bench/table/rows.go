package table

// The rows, by the promises that they belong to. Floors hold in CI on a noisy machine, goals on a quiet one.
// The ratios of serving are bounded by net/http itself; those of diagnosis by what a full-text index needs.
var (
	PageRate       = Row{Number: "1", What: "article page against bare net/http", Unit: "req/s", Floor: 0.85, Goal: 0.95}
	PageCPU        = Row{Number: "1", What: "CPU of an article page against bare net/http", Unit: "µs", Floor: none, Goal: 1.10, Less: true}
	EchoRate       = Row{Number: "1", What: "beside it: article page against echo alone", Unit: "req/s", Floor: none, Goal: none}
	NotModified    = Row{Number: "2", What: "304 by If-None-Match against bare net/http", Unit: "req/s", Floor: 0.85, Goal: 0.93}
	CaddyRate16    = Row{Number: "3", What: "article page against Caddy file_server", Unit: "req/s", Floor: 2.5, Goal: 3.6}
	CaddyRate64    = Row{Number: "3", What: "article page against Caddy file_server", Unit: "req/s", Floor: 2.5, Goal: 3.0}
	NginxCPU16     = Row{Number: "3", What: "CPU of an article page against nginx", Unit: "µs", Floor: 3.2, Goal: 1.9, Less: true}
	NginxCPU64     = Row{Number: "3", What: "CPU of an article page against nginx", Unit: "µs", Floor: 3.2, Goal: 2.6, Less: true}
	PageTail       = Row{Number: "4", What: "p99 of an article page against bare net/http", Unit: "ms", Floor: 1.4, Goal: 1.15, Less: true}
	FullText       = Row{Number: "5", What: "diagnosis of 2 KiB against FTS5, any of its words", Unit: "µs", Floor: 200, Goal: 2000, Inverse: true}
	Frugal         = Row{Number: "5", What: "diagnosis of 2 KiB against FTS5, its 12 longest words", Unit: "µs", Floor: none, Goal: 75, Inverse: true}
	OneWord        = Row{Number: "6", What: "diagnosis of 2 KiB against FTS5, one word", Unit: "µs", Floor: 1, Goal: 0.15, Less: true}
	Bleve1000      = Row{Number: "7", What: "diagnosis of 2 KiB against bleve in memory", Unit: "µs", Floor: 50, Goal: 300, Inverse: true}
	Bleve100000    = Row{Number: "7", What: "diagnosis of 2 KiB against bleve in memory", Unit: "µs", Floor: 500, Goal: 10_000, Inverse: true}
	ArticleGrowth  = Row{Number: "8", What: "diagnosis of 2 KiB: growth with the articles", Unit: "µs", Floor: 6, Goal: 3, Less: true}
	LiteralGrowth  = Row{Number: "8", What: "diagnosis of 2 KiB: growth with the wordings", Unit: "µs", Floor: 4, Goal: 2, Less: true}
	Linearity      = Row{Number: "10", What: "diagnosis of 256 KiB against 2 KiB, for each byte", Unit: "ns", Floor: 4, Goal: 2, Less: true}
	NearMisses     = Row{Number: "10", What: "diagnosis of 64 KiB of near misses against ordinary text, for each byte", Unit: "ns", Floor: 6, Goal: 3, Less: true}
	Post16         = Row{Number: "11", What: "POST of a 2 KiB paste against bare net/http", Unit: "req/s", Floor: 0.65, Goal: 0.85}
	Post64         = Row{Number: "11", What: "POST of a 2 KiB paste against bare net/http", Unit: "req/s", Floor: 0.45, Goal: 0.85}
	Unchanged      = Row{Number: "15", What: "import again, nothing changed, against the first import", Unit: "ms", Floor: 5, Goal: 20, Inverse: true}
	ColdStart      = Row{Number: "16", What: "cold start to the first page against bare net/http", Unit: "ms", Floor: 2.5, Goal: 1.5, Less: true}
	ColdStartCaddy = Row{Number: "16", What: "cold start to the first page against Caddy", Unit: "ms", Floor: 0.5, Goal: 0.25, Less: true}
	Memory         = Row{Number: "17", What: "memory after the first page against bare net/http", Unit: "MiB", Floor: 2.5, Goal: 1.8, Less: true}
	MemoryLoaded   = Row{Number: "17", What: "memory after the same load against Caddy", Unit: "MiB", Floor: 0.8, Goal: 0.5, Less: true}
	MatchAllocs    = Row{Number: "20", What: "allocations of the match of 2 KiB", Unit: "", Floor: 2, Goal: 0, Less: true, Difference: true}
	PageAllocs     = Row{Number: "20", What: "allocations of an article page beyond bare net/http", Unit: "", Floor: 8, Goal: 2, Less: true, Difference: true}
)

// With is the row's line for a setting, from its figures in each round. The ratio is the median of the rounds' ratios, since
// what disturbs a machine disturbs both figures of a round, and so it is not exactly that of the two medians.
func (r Row) With(setting string, product, peer Series) Line {
	ratios := make(Series, min(len(product), len(peer)))
	for i := range ratios {
		switch {
		case r.Difference:
			ratios[i] = product[i] - peer[i]
		case r.Inverse:
			ratios[i] = peer[i] / product[i]
		default:
			ratios[i] = product[i] / peer[i]
		}
	}
	return Line{Row: r, Setting: setting, Product: product.Median(), Peer: peer.Median(), Ratio: ratios.Median()}
}

// Failed is the row's line for a setting that could not be measured.
func (r Row) Failed(setting string, err error) Line {
	return Line{Row: r, Setting: setting, Err: err}
}
