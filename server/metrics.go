package server

import (
	"maps"
	"net/http"
	"net/http/pprof"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"errdex/diagnose"
)

// Metrics counts what operators watch. No label comes from the text of a request: each has a few values that this
// program knows.
type Metrics struct {
	registry   *prometheus.Registry
	diagnoses  *prometheus.CounterVec
	redactions *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	observers  observers
	inFlight   prometheus.Gauge
	versions   *prometheus.GaugeVec
	articles   prometheus.Gauge
	since      prometheus.Gauge
}

// NewMetrics makes Metrics with a registry of their own.
func NewMetrics(problems Problems) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		diagnoses: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "errdex_diagnoses_total",
			Help: "Pastes answered, by the layer at fault and how sure the answer is; confidence none is an answer without a match."}, []string{"layer", "confidence"}),
		redactions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "errdex_redactions_total",
			Help: "Secrets cut out of pastes, by their kind."}, []string{"kind"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "errdex_request_duration_seconds",
			Help:    "Time from a request to the end of its answer, by method, route and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"method", "route", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "errdex_requests_in_flight",
			Help: "Requests being answered."}),
		versions: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "errdex_library_info",
			Help: "1 for the version of the library in use."}, []string{"version"}),
		articles: prometheus.NewGauge(prometheus.GaugeOpts{Name: "errdex_library_articles",
			Help: "Articles and guides of the library in use."}),
		since: prometheus.NewGauge(prometheus.GaugeOpts{Name: "errdex_library_in_use_since_seconds",
			Help: "When the library in use was put into service, as Unix time."}),
	}
	m.registry.MustRegister(m.diagnoses, m.redactions, m.durations, m.inFlight, m.versions, m.articles, m.since,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "errdex_content_problems",
			Help: "Problems that keep the team's content from being served; above 0 an older library is in use."},
			func() float64 { return float64(len(problems())) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Admin serves the metrics and the profiles of the Go runtime. It has no protection of its own.
func (m *Metrics) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// diagnosed counts an answer by its verdict and by what was cut out of its paste.
func (m *Metrics) diagnosed(d diagnose.Diagnosis) {
	confidence := string(d.Verdict.Confidence)
	if confidence == "" {
		confidence = "none"
	}
	m.diagnoses.WithLabelValues(string(d.Verdict.Layer), confidence).Inc()
	for _, redaction := range d.Redactions {
		m.redactions.WithLabelValues(redaction.Kind).Add(float64(redaction.Count))
	}
}

// library tells which library is in use from now on.
func (m *Metrics) library(l diagnose.Library) {
	m.versions.Reset()
	m.versions.WithLabelValues(l.Version).Set(1)
	m.articles.Set(float64(l.Articles))
	m.since.SetToCurrentTime()
}

// request is what the time of a request is counted by.
type request struct {
	method, route string
	status        int
}

// observers are those of durations, by request: to find them there costs more. The map never changes: who misses one
// puts a copy with it in the map's place.
type observers struct {
	mu    sync.Mutex
	known atomic.Pointer[map[request]prometheus.Observer]
}

func (m *Metrics) answered(r request, took time.Duration) {
	observer, known := m.observers.all()[r]
	if !known {
		observer = m.durations.WithLabelValues(r.method, r.route, strconv.Itoa(r.status))
		m.observers.add(r, observer)
	}
	observer.Observe(took.Seconds())
}

func (o *observers) add(r request, observer prometheus.Observer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	next := map[request]prometheus.Observer{r: observer}
	maps.Copy(next, o.all())
	o.known.Store(&next)
}

func (o *observers) all() map[request]prometheus.Observer {
	if all := o.known.Load(); all != nil {
		return *all
	}
	return nil
}

// methodName is the method of a request where a route takes it. Others could be any word, of any length.
func methodName(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "other"
}
