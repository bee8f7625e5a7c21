package redact

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
)

// TestPreviewVectors holds Clean to the cases by which the pages' script is tested too: whatever the preview
// promises to cut is cut.
func TestPreviewVectors(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/preview.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text  string         `json:"text"`
		Found map[string]int `json:"found"`
	}
	if err := json.Unmarshal(file, &cases); err != nil {
		t.Fatal(err)
	}
	for _, test := range cases {
		got := map[string]int{}
		for _, r := range Clean([]byte(test.Text)).Redactions() {
			got[r.Kind] += r.Count
		}
		if !maps.Equal(got, test.Found) {
			t.Errorf("Clean(%q) cut %v, want %v", test.Text, got, test.Found)
		}
	}
}
