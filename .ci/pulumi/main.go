// Runs Pulumi's language conformance tests on programs in Rust.
//
//	conformance [-schemas FOLDER] [-table FILE] PROGRAMS [TEST...]
//
// PROGRAMS is an executable that holds all programs. Started with `list`, it tells the tests that it has none for, each with the
// reason. Started as a language host, with a test's name in CONFORMANCE_TEST, it is that test's program; `NAME/1` is the second
// where a test has several. Its program takes the place of one that would be generated from Pulumi's own language.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/pkg/v3/testing/pulumi-test-language/runner"
	"github.com/pulumi/pulumi/pkg/v3/testing/pulumi-test-language/tests"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	testingrpc "github.com/pulumi/pulumi/sdk/v3/proto/go/testing"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

var (
	schemas = flag.String("schemas", "", "the folder to write the schemas of the tests' packages to")
	table   = flag.String("table", "", "the file to write the results of all tests to")
)

// How many tests run at once.
const workers = 4

func main() {
	flag.Parse()
	if err := run(context.Background(), flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, programs string, names []string) error {
	// The results are not compared with recorded files, since there are none of generated code.
	os.Setenv("PULUMI_ACCEPT", "1")
	programs, err := filepath.Abs(programs)
	if err != nil {
		return err
	}
	leftOut, err := listLeftOut(programs)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		for name := range tests.LanguageTests {
			if leftOut[name] == "" && !strings.HasPrefix(name, "internal-") {
				names = append(names, name)
			}
		}
	}
	sort.Strings(names)
	tmp, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	results, err := runTests(ctx, programs, tmp, names)
	if err != nil {
		return err
	}
	if *table != "" {
		if err := writeTable(results, leftOut); err != nil {
			return err
		}
	}
	failed := 0
	for _, name := range names {
		if results[name] != "" {
			failed++
			fmt.Printf("FAILED %s: %s\n", name, results[name])
		}
	}
	fmt.Printf("%d of %d pass\n", len(names)-failed, len(names))
	if failed > 0 {
		return fmt.Errorf("%d tests fail", failed)
	}
	return nil
}

// listLeftOut asks for the tests without a program, and why there is none.
func listLeftOut(programs string) (map[string]string, error) {
	output, err := exec.Command(programs, "list").Output()
	if err != nil {
		return nil, err
	}
	leftOut := map[string]string{}
	for line := range strings.Lines(string(output)) {
		name, reason, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if _, ok := tests.LanguageTests[name]; !ok {
			return nil, fmt.Errorf("there is no test %s", name)
		}
		leftOut[name] = reason
	}
	for name := range tests.LanguageTests {
		switch strings.SplitN(name, "-", 2)[0] {
		case "policy":
			leftOut[name] = "of policies, not of programs"
		case "provider":
			leftOut[name] = "of providers, not of programs"
		}
	}
	return leftOut, nil
}

// runTests tells why each test fails; a test that passes has no reason.
func runTests(ctx context.Context, programs, tmp string, names []string) (map[string]string, error) {
	server, err := runner.Start(ctx, tests.LanguageTestdata, tests.LanguageTests)
	if err != nil {
		return nil, err
	}
	host := &host{engine: server.Address(), programs: programs}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(s *grpc.Server) error {
		pulumirpc.RegisterLanguageRuntimeServer(s, host)
		return nil
	}})
	if err != nil {
		return nil, err
	}
	overrides := map[string]*testingrpc.PrepareLanguageTestsRequest_ProgramOverride{}
	for _, name := range names {
		paths, err := writeProjects(name, filepath.Join(tmp, "programs", name))
		if err != nil {
			return nil, err
		}
		overrides[name] = &testingrpc.PrepareLanguageTestsRequest_ProgramOverride{Paths: paths}
	}
	prepared, err := server.PrepareLanguageTests(ctx, &testingrpc.PrepareLanguageTestsRequest{
		LanguagePluginName:   "rust",
		LanguagePluginTarget: fmt.Sprintf("127.0.0.1:%d", handle.Port),
		SnapshotDirectory:    filepath.Join(tmp, "snapshots"),
		TemporaryDirectory:   filepath.Join(tmp, "work"),
		ProgramOverrides:     overrides,
	})
	if err != nil {
		return nil, err
	}
	results := map[string]string{}
	var mutex sync.Mutex
	var running sync.WaitGroup
	queue := make(chan string)
	for range workers {
		running.Go(func() {
			for name := range queue {
				result := ""
				response, err := server.RunLanguageTest(ctx, &testingrpc.RunLanguageTestRequest{
					Token: prepared.Token, Test: name,
				})
				switch {
				case err != nil:
					result = err.Error()
				case !response.Success:
					result = strings.Join(append(response.Messages, response.Stdout, response.Stderr), "\n")
				}
				mutex.Lock()
				results[name] = result
				mutex.Unlock()
			}
		})
	}
	for _, name := range names {
		queue <- name
	}
	close(queue)
	running.Wait()
	return results, nil
}

// writeProjects writes a folder for each run of a test, with the files that its program reads.
func writeProjects(name, folder string) ([]string, error) {
	test, ok := tests.LanguageTests[name]
	if !ok {
		return nil, fmt.Errorf("there is no test %s", name)
	}
	paths := []string{}
	for i, run := range test.Runs {
		path := filepath.Join(folder, fmt.Sprint(i))
		source, program := "testdata/"+name, name
		if len(test.Runs) > 1 {
			program = fmt.Sprintf("%s/%d", name, i)
			if !test.RunsShareSource {
				source = fmt.Sprintf("%s/%d", source, i)
			}
		}
		if err := os.MkdirAll(filepath.Join(path, run.Main), 0o755); err != nil {
			return nil, err
		}
		if err := copyFiles(source, path); err != nil {
			return nil, err
		}
		project := fmt.Sprintf("name: %s\nruntime: rust\n", name)
		if run.Main != "" {
			project += "main: " + run.Main + "\n"
		}
		if err := os.WriteFile(filepath.Join(path, "Pulumi.yaml"), []byte(project), 0o644); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(path, "test"), []byte(program), 0o644); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// copyFiles copies what a test has beside its program.
func copyFiles(from, to string) error {
	return fs.WalkDir(tests.LanguageTestdata, from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".pp") {
			return err
		}
		content, err := fs.ReadFile(tests.LanguageTestdata, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o644)
	})
}

func writeTable(results, leftOut map[string]string) error {
	names := []string{}
	passed := 0
	for name := range tests.LanguageTests {
		if !strings.HasPrefix(name, "internal-") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	lines := []string{}
	for _, name := range names {
		reason, left := leftOut[name]
		switch {
		case left:
			lines = append(lines, fmt.Sprintf("| %s | %s |", name, reason))
		case results[name] == "":
			passed++
			lines = append(lines, fmt.Sprintf("| %s | passes |", name))
		default:
			lines = append(lines, fmt.Sprintf("| %s | fails |", name))
		}
	}
	head := []string{
		"# Pulumi's language conformance tests",
		"",
		"Of Pulumi 3.276.0. The step \"conformance\" of `.ci/run` runs them on the programs here and writes this list; it fails if the",
		"list changes.",
		"",
		fmt.Sprintf("%d of %d pass.", passed, len(names)),
		"",
		"| test | |",
		"|---|---|",
	}
	text := strings.Join(append(head, lines...), "\n") + "\n"
	return os.WriteFile(*table, []byte(text), 0o644)
}

// host is the language host that the tests speak to. It starts the program of a folder for each call that is about one.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine, programs string
}

// with starts the program of a folder as its own language host, and talks to it.
func (h *host) with(folder string, talk func(pulumirpc.LanguageRuntimeClient) error) error {
	root := folder
	test, err := os.ReadFile(filepath.Join(root, "test"))
	for err != nil && root != filepath.Dir(root) {
		root = filepath.Dir(root)
		test, err = os.ReadFile(filepath.Join(root, "test"))
	}
	if err != nil {
		return err
	}
	command := exec.Command(h.programs, h.engine)
	command.Dir = folder
	command.Env = append(os.Environ(), "CONFORMANCE_TEST="+string(test))
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	defer func() {
		input.Close()
		command.Process.Kill()
		command.Wait()
	}()
	port, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the program told no port: %w", err)
	}
	connection, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), rpcutil.GrpcChannelOptions(),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	return talk(pulumirpc.NewLanguageRuntimeClient(connection))
}

func (h *host) Handshake(
	context.Context, *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "0.1.0"}, nil
}

func (h *host) InstallDependencies(
	*pulumirpc.InstallDependenciesRequest, pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	return nil
}

// GeneratePackage generates nothing: the code of all packages is in the programs already.
func (h *host) GeneratePackage(
	_ context.Context, request *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	response := &pulumirpc.GeneratePackageResponse{}
	if *schemas == "" {
		return response, nil
	}
	var schema struct{ Name, Version string }
	if err := json.Unmarshal([]byte(request.Schema), &schema); err != nil {
		return nil, err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(request.Schema), "", " "); err != nil {
		return nil, err
	}
	indented.WriteByte('\n')
	file := filepath.Join(*schemas, fmt.Sprintf("%s-%s.json", schema.Name, schema.Version))
	return response, os.WriteFile(file, indented.Bytes(), 0o644)
}

func (h *host) Pack(_ context.Context, request *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	return &pulumirpc.PackResponse{ArtifactPath: request.PackageDirectory}, nil
}

func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (h *host) GetRequiredPackages(
	ctx context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (response *pulumirpc.GetRequiredPackagesResponse, err error) {
	err = h.with(request.Info.ProgramDirectory, func(program pulumirpc.LanguageRuntimeClient) (err error) {
		response, err = program.GetRequiredPackages(ctx, request)
		return
	})
	return
}

func (h *host) GetProgramDependencies(
	ctx context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (response *pulumirpc.GetProgramDependenciesResponse, err error) {
	err = h.with(request.Info.ProgramDirectory, func(program pulumirpc.LanguageRuntimeClient) (err error) {
		response, err = program.GetProgramDependencies(ctx, request)
		return
	})
	return
}

func (h *host) Run(
	ctx context.Context, request *pulumirpc.RunRequest,
) (response *pulumirpc.RunResponse, err error) {
	err = h.with(request.Info.ProgramDirectory, func(program pulumirpc.LanguageRuntimeClient) (err error) {
		response, err = program.Run(ctx, request)
		return
	})
	return
}
