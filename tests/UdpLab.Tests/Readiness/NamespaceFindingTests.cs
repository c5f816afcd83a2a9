using System.Management.Automation;

namespace UdpLab.Tests.Readiness;

/// <summary>Problems are created in a namespace, found, repaired and put back; verified with sysctl(8) and nft(8).</summary>
[Collection(Machine.Name)]
public class NamespaceFindingTests(TwoQueueBed bed) : IClassFixture<TwoQueueBed>
{
    private const string Filter = "net.ipv4.conf.sink0.rp_filter", Rules = "table inet fw { chain in { type filter hook input priority 0; ct state established accept; udp dport 9 accept; }; }";

    private Session Session => bed.Session;

    private string Namespace => "udplab-" + Session.One("$bed").Text("Sink");

    [Fact]
    public void SysctlsAreFoundRepairedAndPutBack()
    {
        Shell($"sysctl -qw {Filter}=1");
        try
        {
            Assert.Equal("Warning", Status("ReversePath"));
            PSObject change = Session.One("Test-LabHost $bed.Sink -Check ReversePath | Repair-LabHost");
            Assert.Equal(("host", "Sysctl " + Filter, "1", "0", "Applied"), (change.Text("Target"), change.Text("Setting"), change.Text("Before"), change.Text("After"), change.Text("State")));
            Assert.Equal("0", Sysctl());
            Assert.Equal("Pass", Status("ReversePath"));
            Assert.Empty(Session.Give("Test-LabHost $bed.Sink -Check ReversePath | Repair-LabHost"));

            Assert.Equal("Undone", Session.One($"Undo-LabChange {change.Text("Id")}").Text("State"));
            Assert.Equal("1", Sysctl());
            Assert.Equal("Warning", Status("ReversePath"));
        }
        finally
        {
            Shell($"sysctl -qw {Filter}=0");
        }
    }

    [Fact]
    public void TrackingIsFoundExemptedAndPutBack()
    {
        Assert.Equal("Pass", Status("Conntrack"));
        Assert.Equal("Pass", Status("Netfilter"));
        Shell($"nft '{Rules}'");
        try
        {
            string before = Shell("nft list ruleset");
            Assert.Equal("Warning", Status("Conntrack"));
            Assert.Equal("Warning", Status("Netfilter"));

            // What the user must do is reported; the rest is done.
            ScriptRun repair = Session.Run("Test-LabHost $bed.Sink -Check Conntrack, Netfilter | Repair-LabHost");
            Assert.Empty(repair.Errors);
            Assert.Contains("Netfilter", Assert.Single(repair.Warnings), StringComparison.Ordinal);
            PSObject change = Assert.Single(repair.Output);
            Assert.Contains("iifname \"sink0\" meta l4proto udp notrack", Shell("nft list table inet udplab-sink0"), StringComparison.Ordinal);
            Assert.Equal("Pass", Status("Conntrack"));
            Assert.Equal("Warning", Status("Netfilter"));
            Assert.Equal(300, Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Count 300 -RatePps 10000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000").Long("Packets"));
            Assert.Equal("0", Shell("sysctl -n net.netfilter.nf_conntrack_count").Trim());

            Session.Give($"Undo-LabChange {change.Text("Id")}");
            Assert.Equal(before, Shell("nft list ruleset"));
            Assert.Equal("Warning", Status("Conntrack"));
        }
        finally
        {
            Shell("nft flush ruleset");
        }
    }

    [Fact]
    public void WhatIfTouchesNothing()
    {
        Shell($"sysctl -qw {Filter}=1");
        try
        {
            Assert.Empty(Session.Give("Test-LabHost $bed.Sink -Check ReversePath | Repair-LabHost -WhatIf"));
            Assert.Equal("1", Sysctl());
            Assert.DoesNotContain(Session.Give("Get-LabChange"), c => c.Text("Setting") == "Sysctl " + Filter && c.Text("State") is "Applied" or "Pending");
        }
        finally
        {
            Shell($"sysctl -qw {Filter}=0");
        }
    }

    [Fact]
    public void WhatAKilledSessionRepairedAnotherOnePutsBack()
    {
        Shell($"sysctl -qw {Filter}=1");
        string started = Path.Combine(Path.GetTempPath(), "udplab-repaired-" + Guid.NewGuid().ToString("N")[..8]);
        try
        {
            using ShellProcess doomed = ShellProcess.Start($"$b = Get-LabTestbed {Session.One("$bed").Text("Name")}; $null = Test-LabHost $b.Sink -Check ReversePath | Repair-LabHost; [System.IO.File]::WriteAllText('{started}', ''); [System.Threading.Thread]::Sleep(60000)");
            Assert.True(Machine.Becomes(() => File.Exists(started) || doomed.HasExited, 90) && !doomed.HasExited, "The shell did not get that far.");
            Assert.Equal("0", Sysctl());
            doomed.Signal("KILL");
            doomed.Wait();
            PSObject undone = Session.One($"Get-LabChange | Where-Object {{ $_.State -eq 'Applied' -and $_.Setting -eq 'Sysctl {Filter}' }} | Undo-LabChange");
            Assert.Equal("Undone", undone.Text("State"));
            Assert.Equal("1", Sysctl());
        }
        finally
        {
            File.Delete(started);
            Shell($"sysctl -qw {Filter}=0");
        }
    }

    [Fact]
    public void FindingsGoAlongWithAMeasurementInNoMoreQuestions()
    {
        Shell($"sysctl -qw {Filter}=1");
        try
        {
            ScriptRun run = Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Count 200 -RatePps 10000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000 -Verbose");
            string[] findings = [.. ((System.Collections.IEnumerable)Assert.Single(run.Output).Get("Environment.Findings")!).Cast<object>().Select(f => f.ToString()!)];
            Assert.Contains(findings, f => f.StartsWith("Warning: ReversePath sink0: rp_filter = 1", StringComparison.Ordinal));
            Assert.Contains(findings, f => f.StartsWith("Pass: Link sink0: ", StringComparison.Ordinal));
            Assert.DoesNotContain(findings, f => f.Contains(" Pktgen", StringComparison.Ordinal));
        }
        finally
        {
            Shell($"sysctl -qw {Filter}=0");
        }
    }

    private string Status(string check) => Session.One($"Test-LabHost $bed.Sink -Check {check}").Text("Status");

    private string Sysctl() => Shell($"sysctl -n {Filter}").Trim();

    private string Shell(string command) => Space.Run(Namespace, "sh", "-c", command);
}
