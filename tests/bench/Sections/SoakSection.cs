using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Tests;

namespace UdpLab.Bench.Sections;

/// <summary>
/// 500 measurements in one session, some traced, profiled or compared: what the session and its agents hold after 100 of them and
/// after all. In pwsh if it is installed, else the shell.
/// </summary>
internal static class SoakSection
{
    public const string Name = "soak";

    private const int Warm = 100, All = 500;
    private const string Shell = "src/UdpLab.Shell/bin/Release/net10.0/udplab-shell";

    // pwsh prints warnings among the readings. The heap is read after a collection; memory and descriptors are those of the session and of all processes below it.
    private static readonly string _script = $$"""
        $ErrorActionPreference = 'Stop'
        $WarningPreference = 'SilentlyContinue'
        Import-Module '{{Repository.Manifest}}'
        function Below([int] $id) {
            $id
            foreach ($task in [IO.Directory]::GetDirectories("/proc/$id/task")) {
                foreach ($child in [IO.File]::ReadAllText("$task/children").Split(' ', [StringSplitOptions]::RemoveEmptyEntries)) { Below $child }
            }
        }
        function Reading {
            [GC]::Collect(); [GC]::WaitForPendingFinalizers()
            $heap = [GC]::GetTotalMemory($true)
            $resident = $descriptors = $threads = 0
            $processes = @(Below $PID)
            foreach ($id in $processes) {
                $resident += [long] [IO.File]::ReadAllText("/proc/$id/statm").Split(' ')[1] * 4096
                $descriptors += [IO.Directory]::GetFileSystemEntries("/proc/$id/fd").Length
                $threads += [IO.Directory]::GetDirectories("/proc/$id/task").Length
            }
            "$heap $resident $descriptors $threads $($processes.Count)"
        }
        $bed = New-LabTestbed
        $methods = 'Recvmsg', 'Recvmmsg', 'Recv', 'Epoll', 'IoUringMultishot', 'PacketRing'
        foreach ($n in 1..{{All}}) {
            $more = @{}
            if ($n % 10 -eq 0) { $more.Trace = $true }
            if ($n % 25 -eq 0) { $more.Profile = $true }
            $m = Invoke-UdpFlood -LabHost $bed -Count 2000 | Measure-Sink -LabHost $bed -Method $methods[$n % 6] @more
            if ($m.Ledger.Unexplained -ne 0) { throw "measurement $n of $($m.Method): $($m.Ledger.Unexplained) unexplained" }
            if ($n % 50 -eq 0) { $null = $m | Get-UdpBottleneck; $null = Get-LabNic -LabHost $bed.Sink; $null = Get-UdpSocket -LabHost $bed.Sink }
            if ($n -eq {{Warm}}) { Reading }
        }
        Reading
        $bed | Remove-LabTestbed
        """;

    public static void Run(Context context)
    {
        bool pwsh = Tool.Exists("pwsh");
        ProcessStartInfo start = new(pwsh ? "pwsh" : Path.Combine(Repository.Root, Shell)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in pwsh ? ["-NoProfile", "-NonInteractive", "-Command", _script] : new[] { "-Command", _script })
        {
            start.ArgumentList.Add(argument);
        }

        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration stop = context.Cancel.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        double[][] readings = [.. process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        process.WaitForExit();
        if (readings.Length != 2)
        {
            throw new InvalidOperationException($"The session ended early: {error.Result.Trim()}");
        }

        string[] what = ["managed heap after a collection", "resident memory of the session and its agents", "file descriptors of the same", "threads of the same", "processes"];
        for (int i = 0; i < what.Length; i++)
        {
            double scale = i < 2 ? 1 << 20 : 1;
            context.Add(new Row
            {
                Section = Name,
                A = $"{All} measurements: {what[i]}",
                B = $"after {Warm}",
                Unit = i < 2 ? "MiB" : "",
                MedianA = readings[1][i] / scale,
                MedianB = readings[0][i] / scale,
                Note = i == 0 ? string.Create(CultureInfo.InvariantCulture, $"in {(pwsh ? "pwsh" : "udplab-shell")}, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s") : "",
            });
        }
    }
}
