package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

func TestReport(t *testing.T) {
	t.Parallel()
	d := Diagnosis{
		Verdict: Verdict{Layer: content.LayerQuota, Confidence: content.ConfidenceExact},
		Matches: []Match{{Title: "Too much"}},
		Chain:   []Link{{Who: "litellm", Said: "RateLimitError"}, {Who: "anthropic", Said: "rate\nlimited"}},
		Facts: Facts{Status: 429, Message: "a `b`\nc", RequestID: "req_1", Model: "claude-x", Time: "today",
			Headers: map[string]string{"retry-after": "5", "date": "today"}},
	}
	want := strings.ReplaceAll(`## Error report

- Errdex says: Too much (exact)
- Layer: quota
- Status: ~429~
- Message: ~a 'b' c~
- Request id: ~req_1~
- Model: ~claude-x~
- Time: ~today~
- date: ~today~
- retry-after: ~5~
- Since when (UTC), how often:
- What changed before:
- What was tried:

### Who said what

1. litellm: RateLimitError
2. anthropic: rate limited

### Text, secrets cut out

~~~~
a ~~~ b
~~~~
`, "~", "`")
	if diff := cmp.Diff(want, d.Report("\na ``` b\n\n")); diff != "" {
		t.Errorf("Report (-want +got):\n%s", diff)
	}
	if got := d.Report(""); strings.Contains(got, "secrets") {
		t.Errorf("Report without a text has a place for it:\n%s", got)
	}
	long := (Diagnosis{}).Report(strings.Repeat("é", maxReported))
	if len(long) > maxReported+300 || !strings.Contains(long, "no match") {
		t.Errorf("Report of a long text has %d bytes", len(long))
	}
}
