using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Perf;

/// <summary>Invoke-PerfCapture with this machine's perf.</summary>
[Collection(Machine.Name)]
public sealed partial class CaptureTests(Session session) : IClassFixture<Session>
{
    // A sink in our own process: it exists, and it is busy.
    private const string Busy = "$global:busy = [System.Diagnostics.Process]::Start('/bin/sh', [string[]]('-c', 'while :; do read x < /proc/version; done'));";

    [Theory]
    [InlineData("Fp")]
    [InlineData("None")]
    public void TheTreesSumIsTheSamplesAndPerfReportsToo(string callGraph)
    {
        Machine.RequireRoot();
        string data = Path.Combine(Path.GetTempPath(), $"udplab-test-{Guid.NewGuid():N}.data");
        try
        {
            PSObject profile = session.One($"{Busy} try {{ Invoke-PerfCapture -ProcessId $busy.Id -Duration 1 -CallGraph {callGraph} -Path {data} }} finally {{ $busy.Kill() }}");
            long samples = profile.Long("Samples");
            Assert.True(samples > 0, "no sample");
            Assert.Equal(samples, profile.Long("CallTree.Samples"));
            Assert.Equal(samples, profile.All("Symbols").Sum(s => s.Long("Samples")));
            Assert.Matches("^(cycles|cpu-clock)", profile.Text("Event"));
            Assert.InRange(profile.Double("Seconds"), 0.9, 60);
            Assert.Equal(("local", data, 0L), (profile.Text("Host"), profile.Text("DataPath"), profile.Long("LostSamples")));
            Assert.Contains("perf record -e", profile.Text("Command"), StringComparison.Ordinal);

            // Independent: perf's own table of the copied file, row by row.
            string report = Tool.Run("perf", "report", "-i", data, "--stdio", "--no-children", "-g", "none", "-F", "sample,sym", "-t", ";");
            Dictionary<string, long> rows = Rows().Matches(report).GroupBy(m => m.Groups[2].Value.Trim()).ToDictionary(g => g.Key, g => g.Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
            Assert.Equal(samples, rows.Values.Sum());
            foreach (IGrouping<string, PSObject> symbol in profile.All("Symbols").Where(s => s.Text("Scope") == "Kernel").GroupBy(s => s.Text("Name")))
            {
                Assert.Equal(rows[symbol.Key], symbol.Sum(s => s.Long("Samples")));
            }
        }
        finally
        {
            File.Delete(data);
        }
    }

    [Fact]
    public void OneThatSleptHasNoSampleAndSaysSo()
    {
        Machine.RequireRoot();
        using Sleeper sleeper = new("udplab-sleeps");
        string data = Path.Combine(Path.GetTempPath(), $"udplab-test-{Guid.NewGuid():N}.data");
        try
        {
            PSObject profile = session.One($"Invoke-PerfCapture -ProcessId {sleeper.Id} -Duration 0.3 -Path {data}");
            Assert.Equal(0, profile.Long("Samples"));
            Assert.Matches("^(cycles|cpu-clock)", profile.Text("Event"));
            Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "NoSamples" && n.ToString().Contains("-AllCpus", StringComparison.Ordinal));
            Assert.Contains("it contains no sample", Assert.Single(session.Run($"Import-PerfProfile {data}").Errors).ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(data);
        }
    }

    [Fact]
    public void ASinkIsProfiledInItsWindow()
    {
        Machine.RequireRoot();
        PSObject measurement = session.One("Invoke-UdpFlood -Duration 1.5 | Measure-Sink -Warmup 0.3 -Duration 0.8 -Profile");
        PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
        Assert.True(profile.Long("Samples") > 0, "no sample");
        Assert.Equal(measurement.Double("Seconds"), profile.Double("Seconds"), 1e-9);
        Assert.Equal(measurement.Long("Packets"), profile.Long("Packets"));
        Assert.Equal(profile.Long("Samples"), profile.Long("CallTree.Samples"));
        Assert.Contains(profile.All("Symbols"), s => s.Text("Scope") == "Kernel");
        Assert.Contains(profile.All("Stacks"), s => s.ToString().Contains(";udp_recvmsg", StringComparison.Ordinal));
        Assert.Null(measurement.Get("ProfileCost"));
        Assert.NotEmpty(session.Give("$m = Invoke-UdpFlood -Duration 1 | Measure-Sink -Profile; $m | Get-UdpBottleneck; Get-UdpBottleneck $m.Profile"));
    }

    [Fact]
    public void EveryMeasurementHasItsOwnProfileAndTheCostIsToldOnce()
    {
        Machine.RequireRoot();
        IReadOnlyList<PSObject> all = session.Give("Invoke-UdpFlood -Duration 0.5 | Measure-Sink Recvmsg, Recvmmsg -Repeat 2 -ProfileCost -ProfileFrequency 499");
        Assert.Equal(["Recvmsg", "Recvmmsg", "Recvmsg", "Recvmmsg"], all.Select(m => m.Text("Method")));
        Assert.All(all, m => Assert.NotNull(m.Get("Profile")));
        Assert.Equal([true, false, false, false], all.Select(m => m.Get("ProfileCost") is not null));
        Assert.True(all[0].Double("ProfileCost.PpsWithout") > 0);
        Assert.Equal(all[0].Double("Pps"), all[0].Double("ProfileCost.PpsWith"));
        Assert.Contains("-F 499", all[0].Text("Profile.Command"), StringComparison.Ordinal);
    }

    [Fact]
    public void CpusThatServeAreInTheProfile()
    {
        Machine.RequireRoot();
        Assert.SkipUnless(Environment.ProcessorCount > 1, "This needs two CPUs.");
        PSObject measurement = session.One("Invoke-UdpFlood -Duration 0.8 -Cpu 0 | Measure-Sink -Cpu 1 -ProfileCpu 0");
        string[] commands = [.. PSObject.AsPSObject(measurement.Get("Profile")!).All("ByCommand").Select(c => c.Text("Name"))];
        Assert.True(commands.Length > 1, string.Join(", ", commands));
        Assert.Contains("-C 0,1", measurement.Text("Profile.Command"), StringComparison.Ordinal);
    }

    [Fact]
    public void AProfileCostsNoRequestsOfItsOwn()
    {
        Machine.RequireRoot();
        static string Requests(ScriptRun run) => Assert.Single(run.MustBeClean().Verbose, v => v.EndsWith("requests to the agents so far.", StringComparison.Ordinal));
        string plain = Requests(session.Run("Invoke-UdpFlood -Duration 0.3 | Measure-Sink -Verbose"));
        Assert.Equal(plain, Requests(session.Run("Invoke-UdpFlood -Duration 0.3 | Measure-Sink -Profile -Verbose")));
    }

    [Fact]
    public void ASinkIsCapturedByItsPortOrItsObject()
    {
        Machine.RequireRoot();
        const string script = "$u = [System.Net.Sockets.UdpClient]::new(0); $port = $u.Client.LocalEndPoint.Port; try { {0} } finally { $u.Dispose() }";
        Assert.True(session.One(script.Replace("{0}", "Invoke-PerfCapture -Sink $port -Duration 0.3", StringComparison.Ordinal)).Text("Command").Contains($"-p {Environment.ProcessId} ", StringComparison.Ordinal));
        Assert.NotNull(session.One(script.Replace("{0}", "Invoke-PerfCapture -Sink ([pscustomobject]@{ Port = $port }) -Duration 0.3", StringComparison.Ordinal)));
        Assert.NotNull(session.One(script.Replace("{0}", "[pscustomobject]@{ Port = $port } | ForEach-Object { Invoke-PerfCapture -Sink $_ -Duration 0.3 }", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Invoke-PerfCapture -ProcessId 4194000 -Duration 0.2", "NotFound.ProcessId")]
    [InlineData("Invoke-PerfCapture -AllCpus -Event nonsense -Duration 0.2", "InvalidArgument.Event")]
    [InlineData("Invoke-PerfCapture -AllCpus -Event 'a;id' -Duration 0.2", "InvalidArgument.Event")]
    [InlineData("Invoke-PerfCapture -Cpu 999 -Duration 0.2", "InvalidArgument.Cpu")]
    [InlineData("Invoke-PerfCapture -AllCpus -CacheLine -Duration 0.2", "NotSupported.CacheLine")]
    [InlineData("Invoke-PerfCapture -AllCpus -CacheLine -CallGraph Fp", "InvalidArgument.CacheLine")]
    [InlineData("Invoke-PerfCapture -AllCpus -Path /nowhere/x.data", "NotFound.Path")]
    [InlineData("Invoke-PerfCapture -AllCpus -Path /tmp", "InvalidArgument.Path")]
    [InlineData("Invoke-PerfCapture -AllCpus -Path /etc/passwd -NoClobber", "Busy.Path")]
    [InlineData("Invoke-UdpFlood -Duration 0.2 | Measure-Sink -ProfileCpu 999", "InvalidArgument.Cpu")]
    [InlineData("Invoke-UdpFlood -Duration 0.2 | Measure-Sink -ProfileFrequency 1000000", "InvalidArgument.ProfileFrequency")]
    [InlineData("Get-UdpBottleneck 5", "InvalidArgument.InputObject")]
    public void WhatCannotWorkIsRefused(string script, string id)
    {
        Machine.RequireRoot();
        Assert.SkipWhen(id == "NotSupported.CacheLine" && SamplesMemory(), "This CPU samples memory accesses.");
        Assert.NotEqual("", session.Run(script).MustFail(id).Exception.Message);
    }

    [Fact]
    public void CtrlCEndsItAndLeavesNothing()
    {
        Machine.RequireRoot();
        string data = Path.Combine(Path.GetTempPath(), $"udplab-test-{Guid.NewGuid():N}.data");
        ScriptRun run = session.Start($"Invoke-PerfCapture -AllCpus -Duration 60 -Path {data}");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The capture did not start.");
        int[] agents = [.. Agents.Own.Where(Agents.Works)];
        Assert.Single(agents);
        Assert.InRange(run.Stop().TotalSeconds, 0, Machine.Soon);
        Assert.True(run.WasStopped);
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent is still running.");
        Assert.All(agents, a => Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), $"udplab-perf-{a}-*")));
        Assert.False(File.Exists(data));
        Assert.False(File.Exists(data + ".part"));
    }

    [Fact]
    public void AKilledShellLeavesNoPerfAndNoFile()
    {
        Machine.RequireRoot();
        using ShellProcess shell = ShellProcess.Start("Invoke-UdpFlood -Duration 60 | Measure-Sink -Profile");
        string[] folders = [];
        Assert.True(Machine.Becomes(() => (folders = [.. Agents.Of(shell.Id).SelectMany(a => Directory.GetDirectories(Path.GetTempPath(), $"udplab-perf-{a}-*"))]).Length == 1, 60), "The capture did not start.");
        int[] agents = Agents.Of(shell.Id);
        shell.Signal("KILL");
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive) && !Directory.Exists(folders[0]), 2 * Machine.Soon), "Something outlived the shell.");
    }

    private static bool SamplesMemory() => new[] { "cpu/events/mem-loads", "cpu_core/events/mem-loads", "ibs_op", "arm_spe_0" }.Any(source => Path.Exists("/sys/bus/event_source/devices/" + source));

    [GeneratedRegex(@"^ *(\d+) *; *\[.\] *(.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Rows();
}
