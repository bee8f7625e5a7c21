package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

// sampleArticles has one article of every kind that the store treats differently.
func sampleArticles() []content.Article {
	return []content.Article{
		{
			Slug: "rate-limit", Title: "429 rate_limit_error: too many requests",
			Summary: "A limit per minute is used up. Wait for the time in retry-after.",
			Kind:    content.KindCode, Layer: content.LayerQuota, Retry: content.RetryWait,
			Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"too many requests", "429"},
			Signatures: []content.Signature{{Status: content.Ints{429}, Type: content.Strings{"rate_limit_error"}}},
			Text:       "Your organization sent {{limit|too much}} in a minute. Send fewer tokens, then retry.",
			HTML:       "<p>Your organization sent {{limit|too much}} in a minute. Send fewer tokens, then retry.</p>",
			Headings:   []content.Heading{{ID: "what", Text: "What happened"}},
			Sources:    []content.Source{{URL: "https://platform.claude.com/docs/en/api/rate-limits", Seen: "2026-10"}},
			Reviewed:   "2026-11-21",
		},
		{
			Slug: "rate-limit-input-tokens", Title: "Input tokens per minute used up", Parent: "rate-limit",
			Summary: "More input tokens were sent than the limit allows.",
			Kind:    content.KindCause, Layer: content.LayerQuota, Retry: content.RetryWait,
			Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"ITPM"},
			Text: "The bucket of the organization is empty. It refills continuously.",
		},
		{
			Slug: "permission-error", Title: "The key may not do this", Summary: "Ask an admin of the organization.",
			Kind: content.KindCode, Layer: content.LayerAccount, Status: []int{403}, Types: []string{"permission_error"},
			Text: "The key has no permission for this model or this workspace.",
		},
		{
			Slug: "blocked-by-proxy", Title: "A proxy answered, not the API", Summary: "Ask your network's admin.",
			Kind: content.KindCode, Layer: content.LayerNetwork, Status: []int{403, 407}, Aliases: []string{"cloudflare 1020"},
			Text: "A café's or a company's gateway refused the request before it left.",
		},
		{
			Slug: "connection-refused", Title: "Connection refused", Summary: "Nothing listens at that address.",
			Kind: content.KindCode, Layer: content.LayerNetwork, Aliases: []string{"econnrefused", "errno 111"},
			Text: "The proxy in HTTPS_PROXY is not running. Look with: curl -v \"$HTTPS_PROXY\". NOT a timeout.",
		},
		{
			Slug: "slow-answers", Title: "Answers are slow", Summary: "An order of steps.", Kind: content.KindGuide, Minutes: 5,
			Steps: []content.Step{{ID: "start", Ask: "Streaming?", Answers: []content.StepAnswer{{Text: "no", Slug: "rate-limit"}}}},
			Text:  "Measure the time to the first token.",
		},
	}
}

// generation makes a library whose hash tells all of it, so that a mixture of two is seen.
func generation(id uint64) (hash string, articles []content.Article) {
	hash = fmt.Sprintf("g%d", id)
	for i := range 60 + int(id%40) {
		articles = append(articles, content.Article{
			Slug: fmt.Sprintf("article-%d", i), Title: fmt.Sprintf("%s article %d", hash, i), Kind: content.KindCode,
			Status: []int{400 + i}, Types: []string{fmt.Sprintf("type_%d", i)}, Aliases: []string{hash + fmt.Sprint(i)},
			Text: strings.Repeat(fmt.Sprintf("Text %d of %s with some words to index. ", i, hash), 100),
		})
	}
	return hash, articles
}

// checkStored compares everything the store holds with what was imported.
func checkStored(t *testing.T, s *Store, hash string, want []content.Article) {
	t.Helper()
	library, err := s.Library(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Library{Hash: hash, Articles: len(want)}, library); diff != "" {
		t.Errorf("Library (-want +got):\n%s", diff)
	}
	got, err := s.Articles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Articles (-want +got):\n%s", diff)
	}
	// With rank 1 FTS5 also compares its index with the articles it was made from.
	_, err = s.writer.ExecContext(t.Context(), `INSERT INTO search (search, rank) VALUES ('integrity-check', 1)`)
	if err != nil {
		t.Errorf("search index: %v", err)
	}
	var report string
	if err := s.writer.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&report); err != nil || report != "ok" {
		t.Errorf("integrity_check: %s, %v", report, err)
	}
}

func TestLibraryBeforeImport(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	if _, err := s.Library(t.Context()); !errors.Is(err, ErrNotFound) {
		t.Errorf("Library = %v, want ErrNotFound", err)
	}
	if articles, err := s.Articles(t.Context()); len(articles) != 0 || err != nil {
		t.Errorf("Articles = %v, %v, want none", articles, err)
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	if err := s.Replace(t.Context(), "h1", sampleArticles()); err != nil {
		t.Fatal(err)
	}
	checkStored(t, s, "h1", sampleArticles())
	for _, want := range sampleArticles() {
		got, err := s.Article(t.Context(), want.Slug)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Article(%q) (-want +got):\n%s", want.Slug, diff)
		}
	}

	kept := sampleArticles()[1:3]
	if err := s.Replace(t.Context(), "h2", kept); err != nil {
		t.Fatal(err)
	}
	checkStored(t, s, "h2", kept)
	if _, err := s.Article(t.Context(), "rate-limit"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Article of an old slug = %v, want ErrNotFound", err)
	}
	if slugs, err := s.Resolve(t.Context(), "429"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Resolve of an old name = %v, %v, want ErrNotFound", slugs, err)
	}
	if hits, err := s.Search(t.Context(), "retry-after", 5); len(hits) != 0 || err != nil {
		t.Errorf("Search for an old text = %v, %v, want none", hits, err)
	}

	if err := s.Replace(t.Context(), "h3", nil); err != nil {
		t.Fatal(err)
	}
	checkStored(t, s, "h3", nil)
}

func TestReplaceSameHash(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	for _, articles := range [][]content.Article{sampleArticles(), sampleArticles()[:1]} {
		if err := s.Replace(t.Context(), "h", articles); err != nil {
			t.Fatal(err)
		}
	}
	checkStored(t, s, "h", sampleArticles())
}

func TestReplaceFails(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	if err := s.Replace(t.Context(), "old", sampleArticles()); err != nil {
		t.Fatal(err)
	}
	twice := append(sampleArticles()[:3], sampleArticles()[0])
	if err := s.Replace(t.Context(), "new", twice); err == nil || !strings.Contains(err.Error(), "article rate-limit: ") {
		t.Errorf("Replace with one slug twice = %v, want an error that names it", err)
	}
	checkStored(t, s, "old", sampleArticles())

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Replace(cancelled, "new", sampleArticles()[:1]); !errors.Is(err, context.Canceled) {
		t.Errorf("Replace with a cancelled context = %v, want context.Canceled", err)
	}
	checkStored(t, s, "old", sampleArticles())
}

// Two stores on one file stand for two processes: both write at once, and readers never see a mixture.
func TestReplaceAtOnce(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	stores := []*Store{open(t, path), open(t, path)}
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for _, s := range stores {
		readers.Go(func() {
			for ctx.Err() == nil {
				checkOneGeneration(ctx, t, s)
			}
		})
	}
	for round := range uint64(6) {
		var writers sync.WaitGroup
		for i, s := range stores {
			writers.Go(func() {
				hash, articles := generation(2*round + uint64(i))
				if err := s.Replace(ctx, hash, articles); err != nil {
					t.Errorf("round %d, store %d: %v", round, i, err)
				}
			})
		}
		writers.Wait()
		checkGeneration(t, stores[round%2])
	}
	cancel()
	readers.Wait()
}

func checkOneGeneration(ctx context.Context, t *testing.T, s *Store) {
	articles, err := s.Articles(ctx)
	if ctx.Err() != nil || len(articles) == 0 {
		return
	}
	if err != nil {
		t.Error(err)
	}
	var id uint64
	if _, err := fmt.Sscanf(articles[0].Title, "g%d", &id); err != nil {
		t.Error(err)
	}
	_, want := generation(id)
	if diff := cmp.Diff(want, articles); diff != "" {
		t.Errorf("a reader saw something else than generation %d (-want +got):\n%s", id, diff)
	}
}

// checkGeneration checks that the library is exactly the one that its hash names.
func checkGeneration(t *testing.T, s *Store) {
	t.Helper()
	library, err := s.Library(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var id uint64
	if _, err := fmt.Sscanf(library.Hash, "g%d", &id); err != nil {
		t.Fatal(err)
	}
	hash, articles := generation(id)
	checkStored(t, s, hash, articles)
}

func importOnce(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(s.Replace(ctx, "h", sampleArticles()), s.Close())
}

// importForever says on standard output when it begins and ends only by being killed.
func importForever(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for {
		hash, articles := generation(rand.Uint64())
		if err := s.Replace(ctx, hash, articles); err != nil {
			return err
		}
	}
}

func TestReplaceKilled(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	hash, articles := generation(0)
	if err := s.Replace(t.Context(), hash, articles); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		killImport(t, path, rand.N(120*time.Millisecond))
		s := open(t, path)
		checkGeneration(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func killImport(t *testing.T, path string, after time.Duration) {
	t.Helper()
	cmd := childCommand(t, "import forever", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("child said %q: %v", line, err)
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("child ended by itself after %v: %v", after, err)
	}
}

func TestArticleNotFound(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	if _, err := s.Article(t.Context(), "no-such"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Article = %v, want ErrNotFound", err)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	if err := s.Replace(t.Context(), "h", sampleArticles()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		want []string
	}{
		{"429", []string{"rate-limit"}}, // a status and an alias of one article, and a status of its cause
		{"403", []string{"permission-error", "blocked-by-proxy"}},
		{"407", []string{"blocked-by-proxy"}},
		{"rate_limit_error", []string{"rate-limit"}},
		{"Rate_Limit_Error", []string{"rate-limit"}},
		{"itpm", []string{"rate-limit-input-tokens"}},
		{"ECONNREFUSED", []string{"connection-refused"}},
		{"too many requests", []string{"rate-limit"}},
		{"rate-limit", nil}, // a slug is no short name
		{"too many", nil},
		{"42", nil},
		{"%", nil},
		{"", nil},
	}
	for _, test := range tests {
		got, err := s.Resolve(t.Context(), test.name)
		if wantErr := test.want == nil; errors.Is(err, ErrNotFound) != wantErr || !wantErr && err != nil {
			t.Errorf("Resolve(%q): %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("Resolve(%q) (-want +got):\n%s", test.name, diff)
		}
	}
}
