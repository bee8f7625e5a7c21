package main

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	compose "github.com/compose-spec/compose-go/v2/types"
	"github.com/coreos/go-systemd/v22/unit"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// deployDirectory holds the files that operators start from; each is read here by its own program's parser.
const deployDirectory = "../../deploy"

// parsed reads a command line with the variables of a deployment as the program does: an unknown flag, command or
// variable and a value that its flag refuses fail the test.
func parsed(t *testing.T, env map[string]string, args ...string) commands {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value)
	}
	var cli commands
	parser, err := newParser(&cli)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatalf("errdex %v with %v: %v", args, env, err)
	}
	var environ []string
	for name := range env {
		environ = append(environ, name+"=x")
	}
	if err := checkVariables(parser.Model, environ); err != nil {
		t.Error(err)
	}
	return cli
}

// port is that of an address to listen on, which must be open to all where reachable.
func port(t *testing.T, address string, reachable bool) int {
	t.Helper()
	host, number, err := net.SplitHostPort(address)
	if err != nil || net.ParseIP(host).IsUnspecified() != reachable {
		t.Errorf("address %q, error %v: open to all must be %v", address, err, reachable)
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Error(err)
	}
	return n
}

func readDeploy(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(deployDirectory, name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSystemdUnit(t *testing.T) {
	source := readDeploy(t, "errdex.service")
	options, err := unit.DeserializeOptions(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	env, command := map[string]string{}, []string(nil)
	for _, option := range options {
		switch option.Name {
		case "Environment":
			name, value, _ := strings.Cut(option.Value, "=")
			env[name] = strings.ReplaceAll(value, "%S", "/var/lib")
		case "ExecStart":
			command = strings.Fields(option.Value)
		}
	}
	if len(command) < 2 || path.Base(command[0]) != "errdex" {
		t.Fatalf("ExecStart = %v", command)
	}
	serve := parsed(t, env, command[1:]...).Serve
	port(t, serve.Addr, false)
	port(t, string(serve.AdminAddr), false)
	if serve.Data != "/var/lib/errdex" || !slices.ContainsFunc(options, func(o *unit.UnitOption) bool {
		return o.Name == "StateDirectory" && o.Value == path.Base(serve.Data)
	}) {
		t.Errorf("the database is in %s, which is not the unit's state directory", serve.Data)
	}
	verifyUnit(t, strings.ReplaceAll(string(source), command[0], os.Args[0]))
}

// verifyUnit has systemd itself read the unit where it is installed; it names every key and value that it does not know.
func verifyUnit(t *testing.T, text string) {
	t.Helper()
	verifier, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not installed: only the syntax was checked")
		return
	}
	file := filepath.Join(t.TempDir(), "errdex.service")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), verifier, "verify", "--man=no", file).CombinedOutput(); err != nil || strings.Contains(string(out), "errdex.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

func TestCompose(t *testing.T) {
	file := filepath.Join(deployDirectory, "compose.yaml")
	project, err := loader.LoadWithContext(t.Context(), compose.ConfigDetails{
		WorkingDir: deployDirectory, ConfigFiles: []compose.ConfigFile{{Filename: file}},
	})
	if err != nil {
		t.Fatal(err)
	}
	service := project.Services["errdex"]
	env := map[string]string{}
	for name, value := range service.Environment {
		env[name] = *value
	}
	serve := parsed(t, env, "serve").Serve // the image's own command
	listens := port(t, serve.Addr, true)
	if len(service.Ports) != 1 || int(service.Ports[0].Target) != listens || service.Ports[0].HostIP != "127.0.0.1" {
		t.Errorf("ports = %+v, want %d on the loopback alone", service.Ports, listens)
	}
	targets := map[string]bool{}
	for _, volume := range service.Volumes {
		targets[volume.Target] = true
	}
	if !targets[serve.Data] || len(serve.Content) != 1 || !targets[serve.Content[0]] {
		t.Errorf("--data %s and --content %v are not among the volumes %v", serve.Data, serve.Content, targets)
	}
	check := service.HealthCheck.Test
	if len(check) < 3 || check[1] != "/errdex" || parsed(t, env, check[2:]...).Healthcheck.Addr != serve.Addr {
		t.Errorf("health check %v does not ask %s", check, serve.Addr)
	}
	if !service.ReadOnly || service.User != "65532:65532" || !slices.Equal(service.CapDrop, []string{"ALL"}) {
		t.Errorf("read only %v, user %q, capabilities dropped %v", service.ReadOnly, service.User, service.CapDrop)
	}
}

// manifests are the documents of a file, each read strictly into the type of its kind.
func manifests(t *testing.T, name string) map[string]any {
	t.Helper()
	kinds := map[string]any{
		"apps/v1 Deployment": &apps.Deployment{}, "v1 Service": &core.Service{}, "policy/v1 PodDisruptionBudget": &policy.PodDisruptionBudget{},
		"autoscaling/v2 HorizontalPodAutoscaler": &autoscaling.HorizontalPodAutoscaler{},
	}
	found := map[string]any{}
	for _, document := range strings.Split(string(readDeploy(t, name)), "\n---\n") {
		var is meta.TypeMeta
		if err := yaml.Unmarshal([]byte(document), &is); err != nil {
			t.Fatal(err)
		}
		value, known := kinds[is.APIVersion+" "+is.Kind]
		if !known {
			t.Fatalf("%s has a %s of %s, which this test cannot read", name, is.Kind, is.APIVersion)
		}
		if err := yaml.UnmarshalStrict([]byte(document), value); err != nil {
			t.Errorf("%s: %s: %v", name, is.Kind, err)
		}
		found[is.Kind] = value
	}
	return found
}

func TestKubernetes(t *testing.T) {
	found := manifests(t, "kubernetes/errdex.yaml")
	deployment, service, budget := found["Deployment"].(*apps.Deployment), found["Service"].(*core.Service), found["PodDisruptionBudget"].(*policy.PodDisruptionBudget)
	pod := deployment.Spec.Template.Spec
	container := pod.Containers[0]
	env := map[string]string{}
	for _, variable := range container.Env {
		env[variable.Name] = variable.Value
	}
	serve := parsed(t, env, container.Args...).Serve
	ports := map[string]int{}
	for _, p := range container.Ports {
		ports[p.Name] = int(p.ContainerPort)
	}
	if ports["http"] != port(t, serve.Addr, true) || ports["admin"] != port(t, string(serve.AdminAddr), true) {
		t.Errorf("ports %v, but it listens on %s and %s", ports, serve.Addr, serve.AdminAddr)
	}
	mounts := map[string]bool{}
	for _, mount := range container.VolumeMounts {
		if !slices.ContainsFunc(pod.Volumes, func(v core.Volume) bool { return v.Name == mount.Name }) {
			t.Errorf("%s mounts %s, which is no volume", mount.MountPath, mount.Name)
		}
		mounts[mount.MountPath] = true
	}
	if !mounts[serve.Data] || len(serve.Content) != 1 || !mounts[serve.Content[0]] {
		t.Errorf("--data %s and --content %v are not among the mounts %v", serve.Data, serve.Content, mounts)
	}
	for name, set := range map[string]bool{
		"non-root": *pod.SecurityContext.RunAsNonRoot, "read-only root": *container.SecurityContext.ReadOnlyRootFilesystem,
		"no escalation": !*container.SecurityContext.AllowPrivilegeEscalation, "no token": !*pod.AutomountServiceAccountToken,
		"memory limit": container.Resources.Limits.Memory().Value() > 0, "requests": container.Resources.Requests.Cpu().MilliValue() > 0,
	} {
		if !set {
			t.Errorf("the pod lacks: %s", name)
		}
	}
	labels := deployment.Spec.Template.Labels
	for name, selector := range map[string]map[string]string{
		"Deployment": deployment.Spec.Selector.MatchLabels, "Service": service.Spec.Selector, "PodDisruptionBudget": budget.Spec.Selector.MatchLabels,
	} {
		for key, value := range selector {
			if labels[key] != value {
				t.Errorf("the selector of the %s does not find the pods: %s=%s", name, key, value)
			}
		}
	}
	if target := service.Spec.Ports[0].TargetPort.StrVal; ports[target] == 0 {
		t.Errorf("the Service sends to port %q", target)
	}
	if int32(budget.Spec.MinAvailable.IntValue()) >= *deployment.Spec.Replicas {
		t.Error("the PodDisruptionBudget lets no node be drained")
	}
	checkProbes(t, container, ports)
	scaler := manifests(t, "kubernetes/autoscaling.yaml")["HorizontalPodAutoscaler"].(*autoscaling.HorizontalPodAutoscaler)
	if target := scaler.Spec.ScaleTargetRef; target.Kind != "Deployment" || target.Name != deployment.Name {
		t.Errorf("the autoscaler scales %+v", target)
	}
}

// checkProbes asks a running service what the probes ask.
func checkProbes(t *testing.T, container core.Container, ports map[string]int) {
	t.Helper()
	site := startService(t, t.TempDir(), "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--content", t.TempDir())
	for name, probe := range map[string]*core.Probe{"startup": container.StartupProbe, "readiness": container.ReadinessProbe, "liveness": container.LivenessProbe} {
		if ports[probe.HTTPGet.Port.StrVal] == 0 {
			t.Errorf("the %s probe asks port %q", name, probe.HTTPGet.Port.StrVal)
		}
		if status, _ := site.get(t, probe.HTTPGet.Path); status != http.StatusOK {
			t.Errorf("the %s probe asks %s: status %d", name, probe.HTTPGet.Path, status)
		}
	}
}

// TestDockerfile: the image's settings are flags of the program, and its check asks where it listens.
func TestDockerfile(t *testing.T) {
	source, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	env, exposed := map[string]string{}, ""
	for line := range strings.Lines(string(source)) {
		switch fields := strings.Fields(line); {
		case len(fields) > 1 && fields[0] == "ENV":
			for _, setting := range fields[1:] {
				name, value, _ := strings.Cut(setting, "=")
				env[name] = value
			}
		case len(fields) == 2 && fields[0] == "EXPOSE":
			exposed = fields[1]
		}
	}
	serve := parsed(t, env, "serve").Serve
	if got := strconv.Itoa(port(t, serve.Addr, true)); got != exposed {
		t.Errorf("it listens on port %s and exposes %s", got, exposed)
	}
	if !strings.Contains(string(source), "VOLUME "+serve.Data+"\n") || parsed(t, env, "healthcheck").Healthcheck.Addr != serve.Addr {
		t.Errorf("--data %s is no volume, or the health check does not ask %s", serve.Data, serve.Addr)
	}
}

// TestReadmeNamesFlags: what can be set stands in the README with its variable.
func TestReadmeNamesFlags(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	parser, err := newParser(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range parser.Model.Leaves(false) {
		for _, flag := range node.Flags {
			if node.Name == "serve" && (!strings.Contains(string(readme), "`--"+flag.Name+" ") || !strings.Contains(string(readme), "`"+flag.Envs[0]+"`")) {
				t.Errorf("README.md does not name --%s and %v", flag.Name, flag.Envs)
			}
		}
	}
}
