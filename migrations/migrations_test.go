package migrations

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

// Goose runs each file in a transaction unless the file says otherwise, and takes its version from its name.
func TestMigrations(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(FS, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("migrations: %v, %v", names, err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(name, want) {
			t.Errorf("%s: name does not begin with %s", name, want)
		}
		source, err := fs.ReadFile(FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(source), "-- +goose Up\n") {
			t.Errorf("%s does not begin with -- +goose Up", name)
		}
		for _, refused := range []string{"+goose Down", "+goose NO TRANSACTION"} {
			if strings.Contains(string(source), refused) {
				t.Errorf("%s has %s", name, refused)
			}
		}
	}
}
