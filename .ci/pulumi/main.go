// Runs Pulumi's own language conformance tests against Rust programs: each test's program is a binary that is its own language host,
// named by a file `host` in the folder of its override.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/testing/pulumi-test-language/runner"
	"github.com/pulumi/pulumi/pkg/v3/testing/pulumi-test-language/tests"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	testingrpc "github.com/pulumi/pulumi/sdk/v3/proto/go/testing"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine, binary string
}

// with starts the program of a folder as its host, and talks to it.
func (h *host) with(ctx context.Context, dir string, f func(pulumirpc.LanguageRuntimeClient) error) error {
	name, err := os.ReadFile(filepath.Join(dir, "test"))
	for up := dir; err != nil && up != "/"; {
		up = filepath.Dir(up)
		name, err = os.ReadFile(filepath.Join(up, "test"))
	}
	if err != nil {
		return err
	}
	cmd := exec.Command(h.binary, h.engine)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CONFORMANCE_TEST="+strings.TrimSpace(string(name)))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { in.Close(); cmd.Process.Kill(); cmd.Wait() }()
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("no port: %w", err)
	}
	conn, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	if err != nil {
		return err
	}
	defer conn.Close()
	return f(pulumirpc.NewLanguageRuntimeClient(conn))
}

func (h *host) Handshake(context.Context, *pulumirpc.LanguageHandshakeRequest) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "0.1.0"}, nil
}
func (h *host) InstallDependencies(*pulumirpc.InstallDependenciesRequest, pulumirpc.LanguageRuntime_InstallDependenciesServer) error {
	return nil
}

// The types of the tests' packages are in the programs themselves: nothing is generated.
func (h *host) GeneratePackage(context.Context, *pulumirpc.GeneratePackageRequest) (*pulumirpc.GeneratePackageResponse, error) {
	return &pulumirpc.GeneratePackageResponse{}, nil
}
func (h *host) Pack(_ context.Context, r *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	return &pulumirpc.PackResponse{ArtifactPath: r.PackageDirectory}, nil
}
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}
func (h *host) GetRequiredPackages(ctx context.Context, r *pulumirpc.GetRequiredPackagesRequest) (o *pulumirpc.GetRequiredPackagesResponse, err error) {
	err = h.with(ctx, r.Info.ProgramDirectory, func(c pulumirpc.LanguageRuntimeClient) (e error) { o, e = c.GetRequiredPackages(ctx, r); return })
	return
}
func (h *host) GetProgramDependencies(ctx context.Context, r *pulumirpc.GetProgramDependenciesRequest) (o *pulumirpc.GetProgramDependenciesResponse, err error) {
	err = h.with(ctx, r.Info.ProgramDirectory, func(c pulumirpc.LanguageRuntimeClient) (e error) { o, e = c.GetProgramDependencies(ctx, r); return })
	return
}
func (h *host) Run(ctx context.Context, r *pulumirpc.RunRequest) (o *pulumirpc.RunResponse, err error) {
	err = h.with(ctx, r.Info.ProgramDirectory, func(c pulumirpc.LanguageRuntimeClient) (e error) { o, e = c.Run(ctx, r); return })
	return
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	return v
}

func copyExtras(from, to string) {
	_ = filepath.Walk(from, func(p string, i os.FileInfo, err error) error {
		if err != nil || i.IsDir() || strings.HasSuffix(p, ".pp") {
			return nil
		}
		rel, _ := filepath.Rel(from, p)
		os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o755)
		b, _ := os.ReadFile(p)
		return os.WriteFile(filepath.Join(to, rel), b, 0o644)
	})
}

// usage: conformance BINARY TESTDATA TEST...   (no TEST: list)
func main() {
	os.Setenv("PULUMI_ACCEPT", "1")
	ctx := context.Background()
	server := must(runner.Start(ctx, tests.LanguageTestdata, tests.LanguageTests))
	if len(os.Args) < 4 {
		all := must(server.GetLanguageTests(ctx, &testingrpc.GetLanguageTestsRequest{})).Tests
		sort.Strings(all)
		fmt.Println(strings.Join(all, "\n"))
		return
	}
	h := &host{engine: server.Address(), binary: must(filepath.Abs(os.Args[1]))}
	handle := must(rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(s *grpc.Server) error {
		pulumirpc.RegisterLanguageRuntimeServer(s, h)
		return nil
	}}))
	tmp := must(os.MkdirTemp("", "conformance"))
	defer os.RemoveAll(tmp)
	overrides := map[string]*testingrpc.PrepareLanguageTestsRequest_ProgramOverride{}
	for _, name := range os.Args[3:] {
		t, ok := tests.LanguageTests[name]
		if !ok {
			must(0, fmt.Errorf("no test %s", name))
		}
		paths := []string{}
		for i, run := range t.Runs {
			dir := filepath.Join(tmp, "override", name, fmt.Sprint(i))
			os.MkdirAll(filepath.Join(dir, run.Main), 0o755)
			which := name
			if len(t.Runs) > 1 {
				which = fmt.Sprintf("%s/%d", name, i)
			}
			yaml := fmt.Sprintf("name: %s\nruntime: rust\n", name)
			if run.Main != "" {
				yaml += "main: " + run.Main + "\n"
			}
			src := filepath.Join(os.Args[2], name)
			if len(t.Runs) > 1 && !t.RunsShareSource {
				src = filepath.Join(src, fmt.Sprint(i))
			}
			copyExtras(src, dir)
			os.WriteFile(filepath.Join(dir, "test"), []byte(which), 0o644)
			os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), []byte(yaml), 0o644)
			paths = append(paths, dir)
		}
		overrides[name] = &testingrpc.PrepareLanguageTestsRequest_ProgramOverride{Paths: paths}
	}
	token := must(server.PrepareLanguageTests(ctx, &testingrpc.PrepareLanguageTestsRequest{
		LanguagePluginName: "rust", LanguagePluginTarget: fmt.Sprintf("127.0.0.1:%d", handle.Port),
		SnapshotDirectory: filepath.Join(tmp, "snapshots"), TemporaryDirectory: filepath.Join(tmp, "work"),
		ProgramOverrides: overrides,
	})).Token
	failed := 0
	for _, name := range os.Args[3:] {
		r, err := server.RunLanguageTest(ctx, &testingrpc.RunLanguageTestRequest{Token: token, Test: name})
		switch {
		case err != nil:
			failed++
			fmt.Printf("FAIL %s: %v\n", name, err)
		case !r.Success:
			failed++
			fmt.Printf("FAIL %s: %s\n%s%s\n", name, strings.Join(r.Messages, "\n"), r.Stdout, r.Stderr)
		default:
			fmt.Printf("ok   %s\n", name)
		}
	}
	fmt.Printf("%d of %d pass\n", len(os.Args[3:])-failed, len(os.Args[3:]))
}
