using System.Diagnostics;
using System.Runtime.InteropServices;

namespace UdpLab.Tests.Hosting;

/// <summary>
/// The built shell in its own process: what a user sees, without anything of this process. It loads an empty module, so that
/// these tests are about the shell alone.
/// </summary>
internal sealed class ShellRun : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(180);
    private static readonly Lazy<string> _program = new(FindProgram);
    private static readonly Lazy<string> _module = new(WriteModule);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ShellRun(IEnumerable<string> command, string? input, IReadOnlyDictionary<string, string?>? environment)
    {
        // A test run in the background of a script inherits "ignore SIGINT", which env resets.
        ProcessStartInfo start = new ProcessStartInfo("env", ["--default-signal=INT", "--default-signal=TERM", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["UDPLAB_MODULE"] = _module.Value;
        start.Environment.Remove("COLUMNS");
        start.Environment.Remove("NO_COLOR");
        start.Environment["TERM"] = "xterm";
        foreach ((string? name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            _process.StandardInput.Write(input);
        }

        _process.StandardInput.Close();
    }

    public static string Program => _program.Value;

    public static ShellRun Start(params string[] arguments) => new([Program, .. arguments], input: null, environment: null);

    public static ShellResult Run(params string[] arguments) => Run(arguments, input: null);

    public static ShellResult Run(string[] arguments, string? input, Dictionary<string, string?>? environment = null)
    {
        using ShellRun run = new ShellRun([Program, .. arguments], input, environment);
        return run.Wait();
    }

    /// <summary>The shell on a terminal: util-linux's script(1) creates one, types the input and records the screen.</summary>
    public static ShellResult RunOnTerminal(string[] arguments, string input, Dictionary<string, string?>? environment = null)
    {
        Assert.SkipUnless(OnPath("script"), "script(1) of util-linux is not installed.");
        string command = string.Join(' ', new[] { Program }.Concat(arguments).Select(static word => $"'{word}'"));
        using ShellRun run = new ShellRun(["script", "--quiet", "--return", "--command", command, "/dev/null"], input, environment);
        return run.Wait();
    }

    public static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    public void Signal(int number) => Assert.Equal(0, Kill(_process.Id, number));

    public ShellResult Wait()
    {
        if (!_process.WaitForExit(_limit))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"udplab did not end within {_limit}.");
        }

        return new(_process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string FindProgram()
    {
        string shell = Path.Combine(Repository.Root, "src", "UdpLab.Shell");

        // Use whichever was built last.
        return new[] { "Debug", "Release" }
            .Select(configuration => Path.Combine(shell, "bin", configuration, "net10.0", "udplab-shell"))
            .Where(File.Exists)
            .OrderByDescending(program => File.GetLastWriteTimeUtc(Path.ChangeExtension(program, "dll")))
            .FirstOrDefault() ?? throw new FileNotFoundException($"'{shell}' is not built: dotnet build {shell}");
    }

    private static string WriteModule()
    {
        string folder = Directory.CreateTempSubdirectory("udplab-hosting-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string manifest = Path.Combine(folder, "UdpLab.psd1");
        File.WriteAllText(manifest, "@{ ModuleVersion = '0.0.1'; GUID = '5d3f9f8c-0d55-4b0b-9f5e-3f1f5f0d7c11' }");
        return manifest;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>The result of a shell that has ended.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
