using System.ComponentModel;
using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Reads perf.data with this machine's own perf: the format changes with perf versions, and perf resolves the symbols.
/// </summary>
internal static class PerfData
{
    // The oldest perf has neither option; newer ones report lost samples and the origin of the file with them.
    private static readonly string[][] _arguments = [["script", "--header", "--show-lost-events", "--no-inline"], ["script", "--header"], ["script"]];

    public static IReadOnlyList<PerfProfile> Read(string path, CancellationToken cancel)
    {
        string problem = "";
        foreach (string[] arguments in _arguments)
        {
            (IReadOnlyList<PerfProfile>? profiles, problem) = Run([.. arguments, "-i", Path.GetFullPath(path)], path, cancel);
            if (profiles is not null)
            {
                bool lossesAreTold = arguments.Contains("--show-lost-events");
                return [.. profiles.Select(p => p with { DataPath = Path.GetFullPath(path), LostSamples = p.LostSamples ?? (lossesAreTold ? 0 : null) })];
            }

            if (!problem.Contains("unknown option", StringComparison.Ordinal))
            {
                break;
            }
        }

        throw new LabException(FailureCode.InvalidArgument, $"perf does not read {path}: {problem}", "Path");
    }

    private static (IReadOnlyList<PerfProfile>? Profiles, string Problem) Run(string[] arguments, string path, CancellationToken cancel)
    {
        string program = Programs.Find("perf") ?? throw Missing(path, "it is not in PATH", null);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PAGER"] = "cat";

        // A configuration file could run programs or make perf ask a server for symbols.
        start.Environment["PERF_CONFIG"] = "/dev/null";
        start.Environment["DEBUGINFOD_URLS"] = "";
        using Process perf = Start(start, path);
        using CancellationTokenRegistration stop = cancel.Register(() => Kill(perf));
        try
        {
            perf.StandardInput.Close();
            Task<string> errors = perf.StandardError.ReadToEndAsync(CancellationToken.None);
            IReadOnlyList<PerfProfile>? profiles = null;
            bool isEmpty = false;
            try
            {
                profiles = PerfReader.Read(perf.StandardOutput.BaseStream, path, PerfFormat.PerfScript, cancel);
            }
            catch (PerfTextException)
            {
                isEmpty = true;
            }

            perf.WaitForExit();
            cancel.ThrowIfCancellationRequested();
            string problem = string.Join(' ', errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(3));
            if (perf.ExitCode == 0 && profiles is not null)
            {
                return (profiles, "");
            }

            return (null, perf.ExitCode == 0 && isEmpty ? "it contains no sample: what was recorded did not run."
                : problem.Length > 0 ? problem
                : $"it ended with exit code {perf.ExitCode}.");
        }
        finally
        {
            Kill(perf);
        }
    }

    private static Process Start(ProcessStartInfo start, string path)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Missing(path, e.Message, e);
        }
    }

    private static LabException Missing(string path, string why, Exception? inner) => new(
        FailureCode.NotSupported,
        $"{path} is a perf.data file, and there is no perf here to read it ({why}). Install it (Debian: linux-perf, Ubuntu: linux-tools-$(uname -r), Fedora and RHEL: perf), or import the output of 'perf script --header' from the host of the capture.",
        "Path",
        inner);

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has already exited.
        }
    }
}
