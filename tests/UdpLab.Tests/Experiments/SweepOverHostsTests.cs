using System.Management.Automation;
using UdpLab.Tests.Hosts;

namespace UdpLab.Tests.Experiments;

/// <summary>Sweeps whose factor is hosts, over real SSH: two names of one machine.</summary>
[Collection(Machine.Name)]
public sealed class SweepOverHostsTests : IClassFixture<SshFixture>, IDisposable
{
    private const string Block = "{ Invoke-UdpFlood -LabHost $Lab -Count 100 -RatePps 50000 -Port $Port | Measure-Sink -LabHost $Lab }";
    private readonly SshFixture _ssh;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-hosts-").FullName;

    public SweepOverHostsTests(SshFixture ssh)
    {
        _ssh = ssh;
        _ssh.Trust();
        foreach (string name in new[] { "one", "two" })
        {
            _ = _ssh.Session.Run(_ssh.Server.Connect("lab", $"-Name {name} | Out-Null")).MustBeClean();
        }
    }

    private string Journal => Path.Combine(_folder, "sweep.jsonl");

    public void Dispose()
    {
        _ssh.Session.Run("Disconnect-LabHost one, two");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A machine's port is free when the previous cell, on the same machine under another name, is over.</summary>
    [Fact]
    public void EveryCellIsMeasuredOnItsHost()
    {
        int port = Receiver.FreePort();
        string sweep = $"Invoke-LabSweep ([ordered] @{{ Lab = (Get-LabHost one, two); Port = {port} }}) -Repeat 20 -Seed 1 -Journal '{Journal}' {Block}";
        IReadOnlyList<PSObject> all = _ssh.Session.Give(sweep);
        Assert.Equal(40, all.Count);
        Assert.All(all, m => Assert.Equal((m.Text("Factors"), m.Text("Host"), 100L), ($"Lab={m.Text("Host")}; Port={port}", m.Text("Flood.Host"), m.Long("Ledger.Sent"))));
        Assert.Equal(20, all.Count(m => m.Text("Host") == "one"));

        // Also after reading the file, compared by the hosts, which differ on purpose.
        PSObject compared = _ssh.Session.One($"Import-LabResult '{Journal}' | Compare-SinkMeasurement -By Lab -Metric Packets -ErrorAction Stop");
        Assert.Equal(("one", "two", 20L), (compared.Text("Baseline"), compared.Text("Candidate"), compared.Long("Repeats")));
        Assert.Empty(compared.All("Differences"));
    }

    /// <summary>A journal identifies a host by name: one that is connected again is the same.</summary>
    [Fact]
    public void AHostThatIsGoneFailsItsCellsAndIsMeasuredWhenItIsBack()
    {
        string sweep = $"Invoke-LabSweep ([ordered] @{{ Lab = 'one', 'two'; N = 1, 2 }}) -Order Nested -ContinueOnError -Resume -Journal '{Journal}' {{ if ($N -eq 2 -and $global:leave) {{ Disconnect-LabHost $global:leave; $global:leave = $null }}; Invoke-UdpFlood -LabHost $Lab -Count 100 | Measure-Sink -LabHost $Lab }}";
        ScriptRun run = _ssh.Session.Run($"$global:leave = 'one'; {sweep}");
        Assert.Equal(["Lab=one; N=1", "Lab=two; N=1", "Lab=two; N=2"], run.Output.Select(m => m.Text("Factors")));
        Assert.Contains(run.Errors, e => e.FullyQualifiedErrorId.StartsWith("CellFailed", StringComparison.Ordinal) && e.Exception.Message.Contains("Cell 2 of 4", StringComparison.Ordinal));

        _ = _ssh.Session.Run(_ssh.Server.Connect("lab", "-Name one | Out-Null")).MustBeClean();
        Assert.Equal(["Lab=one; N=1", "Lab=two; N=1", "Lab=two; N=2", "Lab=one; N=2"], _ssh.Session.Give(sweep).Select(m => m.Text("Factors")));
    }
}
