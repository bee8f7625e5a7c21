package server

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"errdex/content"
	"errdex/static"
	"errdex/views"
)

// maxEntries is how many articles the feed holds.
const maxEntries = 50

func writeXML(value any) ([]byte, error) {
	var body bytes.Buffer
	body.WriteString(xml.Header)
	encoder := xml.NewEncoder(&body)
	encoder.Indent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("write %T: %w", value, err)
	}
	body.WriteByte('\n')
	return body.Bytes(), nil
}

// robotsText lets crawlers read all but what is made for one person. They look for it at the root of a host only,
// so behind a path prefix it must be added to the host's own.
func robotsText(address views.Address) []byte {
	return fmt.Appendf(nil, "User-agent: *\nAllow: /\nDisallow: %s\nDisallow: %s\n\nSitemap: %s\n",
		pathOf(address.URL("/diagnose")), pathOf(address.URL("/search")), address.URL("/sitemap.xml"))
}

// pathOf is what follows the host of a URL.
func pathOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	return rest[strings.IndexByte(rest, '/'):]
}

// sitemap is a list of pages, see https://www.sitemaps.org/protocol.html.
type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	Pages   []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod,omitempty"`
}

// newSitemap lists every page that search engines may show.
func newSitemap(address views.Address, s shelf) sitemap {
	var list sitemap
	add := func(path, modified string) {
		list.Pages = append(list.Pages, sitemapURL{address.URL(path), modified})
	}
	latest := latestReview(s.articles)
	add("/", latest)
	add("/errors", latest)
	add("/privacy", "")
	add("/accuracy", "")
	add("/recipes", "")
	for _, a := range s.articles {
		add(s.links[a.Slug].URL, a.Reviewed)
	}
	for _, name := range sharedNames(s.articles) {
		add("/errors/"+name, "")
	}
	return list
}

// latestReview is the last day on which any article was gone through.
func latestReview(articles []content.Article) string {
	latest := ""
	for _, a := range articles {
		latest = max(latest, a.Reviewed)
	}
	return latest
}

// sharedNames are the statuses and error types of several codes: each has a page that shows the choice.
func sharedNames(articles []content.Article) []string {
	count := map[string]int{}
	var shared []string
	for _, a := range articles {
		if a.Kind != content.KindCode {
			continue
		}
		for _, name := range slices.Concat(statusWords(a.Status), a.Types) {
			if count[name]++; count[name] == 2 {
				shared = append(shared, name)
			}
		}
	}
	return shared
}

// feed is an Atom feed, see RFC 4287.
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Icon    string      `xml:"icon"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedLink struct {
	Relation string `xml:"rel,attr"`
	Kind     string `xml:"type,attr"`
	Target   string `xml:"href,attr"`
}

type feedEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Link       feedLink       `xml:"link"`
	Categories []feedCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type feedCategory struct {
	Term string `xml:"term,attr"`
}

// newFeed holds the articles that were gone through last, newest first.
func newFeed(address views.Address, s shelf) feed {
	articles := slices.Clone(s.articles)
	slices.SortFunc(articles, func(a, b content.Article) int {
		return cmp.Or(cmp.Compare(b.Reviewed, a.Reviewed), cmp.Compare(a.Slug, b.Slug))
	})
	f := feed{
		ID: stableID("changes"), Title: "Errdex: changed articles", Updated: startOf(latestReview(articles)), Author: "Errdex",
		Icon: address.URL(static.URL("icon.svg")),
		Links: []feedLink{
			{"self", "application/atom+xml", address.URL("/changes.atom")},
			{"alternate", "text/html", address.URL("/errors")},
		},
	}
	for _, a := range articles[:min(len(articles), maxEntries)] {
		entry := feedEntry{
			ID: stableID("article/" + a.Slug), Title: a.Title, Updated: startOf(a.Reviewed), Summary: a.Summary,
			Link: feedLink{"alternate", "text/html", address.URL(s.links[a.Slug].URL)},
		}
		for _, term := range slices.Concat([]string{string(a.Kind), string(a.Layer)}, statusWords(a.Status)) {
			if term != "" {
				entry.Categories = append(entry.Categories, feedCategory{term})
			}
		}
		f.Entries = append(f.Entries, entry)
	}
	return f
}

// startOf is the moment at which a day begins.
func startOf(day string) string { return day + "T00:00:00Z" }

// feedNamespace was drawn once, at random. Changing it would show every article as new in every reader.
var feedNamespace = []byte{0xbc, 0x8b, 0xff, 0xc9, 0x8f, 0xdd, 0x79, 0x2c, 0xce, 0xff, 0x27, 0x54, 0x9b, 0x3e, 0x1d, 0x6b}

// stableID names a thing by a UUID of version 5 (RFC 9562), made from its name alone: it stays the same when the
// site moves to another address.
func stableID(name string) string {
	sum := sha1.Sum(append(slices.Clone(feedNamespace), name...))
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	h := hex.EncodeToString(id)
	return "urn:uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// openSearch tells a browser how to search here from its address bar, see
// https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md.
type openSearch struct {
	XMLName     xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   string          `xml:"ShortName"`
	Description string          `xml:"Description"`
	Encoding    string          `xml:"InputEncoding"`
	Language    string          `xml:"Language"`
	Image       openSearchImage `xml:"Image"`
	URLs        []openSearchURL `xml:"Url"`
}

type openSearchImage struct {
	Width  int    `xml:"width,attr"`
	Height int    `xml:"height,attr"`
	Kind   string `xml:"type,attr"`
	URL    string `xml:",chardata"`
}

type openSearchURL struct {
	Relation string `xml:"rel,attr"`
	Kind     string `xml:"type,attr"`
	Template string `xml:"template,attr"`
}

func newOpenSearch(address views.Address) openSearch {
	return openSearch{
		ShortName: "Errdex", Description: "Search the errors of Claude", Encoding: "UTF-8", Language: "en",
		Image: openSearchImage{Width: 16, Height: 16, Kind: "image/svg+xml", URL: address.URL(static.URL("icon.svg"))},
		URLs: []openSearchURL{
			{"results", "text/html", address.URL("/search") + "?q={searchTerms}"},
			{"self", "application/opensearchdescription+xml", address.URL("/opensearch.xml")},
		},
	}
}
