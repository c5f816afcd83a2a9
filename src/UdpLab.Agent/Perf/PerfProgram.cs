using System.Globalization;
using System.Text.RegularExpressions;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>The host's own perf: where it is, and which version.</summary>
internal sealed partial class PerfProgram
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    // A program that worked is not tested again while its file is unchanged, which saves every measurement the wait.
    private static PerfProgram? _found;
    private readonly (DateTime Written, long Length) _file;

    private PerfProgram(string path, string version, (DateTime Written, long Length) file)
    {
        Path = path;
        Version = version;
        _file = file;
    }

    public string Path { get; }

    /// <summary>What perf --version prints: "perf version 6.1.187".</summary>
    public string Version { get; }

    /// <summary>Finds a perf that works, for captures and for the readiness check.</summary>
    /// <param name="tried">Programs that exist but do not run.</param>
    /// <returns>Null if none does.</returns>
    public static PerfProgram? Find(out IReadOnlyList<string> tried)
    {
        List<string> failed = [];
        tried = failed;
        foreach (string path in Candidates(KernelRelease.Text))
        {
            (DateTime Written, long Length) file = FileOf(path);
            if (_found is { } known && known.Path == path && known._file == file)
            {
                return known;
            }

            (int code, string output) = Ask(path);
            if (code == 0 && output.StartsWith("perf version", StringComparison.Ordinal))
            {
                return _found = new PerfProgram(path, output.Split('\n')[0].Trim(), file);
            }

            failed.Add(path);
        }

        return null;
    }

    /// <inheritdoc cref="Find(out IReadOnlyList{string})"/>
    /// <param name="parameter">The cmdlet parameter that requires it.</param>
    /// <param name="what">What requires it, as it was given.</param>
    /// <exception cref="AgentException">No working perf was found; the message says what to install.</exception>
    public static PerfProgram Require(string parameter, string what)
    {
        if (Find(out IReadOnlyList<string> tried) is { } program)
        {
            return program;
        }

        // Ubuntu's /usr/bin/perf is a wrapper script that runs the perf of the running kernel.
        string found = tried.Count == 0 ? "perf is not installed on this host" : $"no perf on this host runs with the kernel {KernelRelease.Text} ({string.Join(", ", tried)} will not)";
        throw new AgentException(FailureCode.NotFound, $"{what} takes perf: {found}. {PerfPackage.Advice()}.") { Parameter = parameter, Path = "perf" };
    }

    private static IEnumerable<string> Candidates(string kernel) => Programs.Folders.Select(f => System.IO.Path.Combine(f, "perf"))
        .Append($"/usr/lib/linux-tools/{kernel}/perf")
        .Concat(Programs.Folders.SelectMany(f => Files(f, "perf_*")))
        .Concat(NewestFirst(Folders("/usr/lib", "linux-tools-*").Concat(Folders("/usr/lib/linux-tools", "*")).Concat(Folders("/usr/lib", "linux-hwe*-tools-*")).Select(f => f + "/perf")))
        .Where(File.Exists)
        .Distinct();

    private static (DateTime Written, long Length) FileOf(string path)
    {
        FileInfo file = new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return (file.LastWriteTimeUtc, file.Exists ? file.Length : 0);
    }

    private static string[] Folders(string parent, string pattern) => Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.Exists(folder) ? NewestFirst(Directory.GetFiles(folder, pattern).Where(f => VersionedName().IsMatch(f))) : [];

    private static IEnumerable<string> NewestFirst(IEnumerable<string> paths) => paths.OrderByDescending(p => Numbers().Replace(p, m => m.Value.PadLeft(8, '0')), StringComparer.Ordinal);

    private static (int Code, string Output) Ask(string path)
    {
        try
        {
            (int code, string output, _) = ChildProcess.Run(path, ["--version"], _patience, PerfEnvironment.Plain);
            return (code, output);
        }
        catch (AgentException)
        {
            return (127, "");
        }
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex("/perf_[0-9.]+$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionedName();
}
