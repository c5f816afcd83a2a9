using System.Diagnostics;
using System.Management.Automation;

namespace UdpLab.Tests.Readiness;

/// <summary>Test-LabHost and Repair-LabHost on this machine, with problems that only the tests created.</summary>
[Collection(Machine.Name)]
public class LocalFindingTests : IDisposable
{
    private readonly Session _session = new();

    [Fact]
    public void EveryCheckAnswersOnThisMachine()
    {
        IReadOnlyList<PSObject> findings = _session.Give("Test-LabHost -Interface lo");
        Assert.Equal(
            ["Backlog", "ClockSource", "Conntrack", "Governor", "Gro", "HardwareEvent", "IdleState", "IrqAffinity", "IrqBalance", "Kernel", "KernelSymbol", "Link", "Lro", "Mitigation", "NapiBudget", "Netfilter", "NumaBalancing",
                "NumaNode", "Pause", "PcieWidth", "Perf", "Pktgen", "Privilege", "ReceiveBuffer", "ReceiveBufferDefault", "ReversePath", "RxQueue", "RxRing", "Smt", "StealTime", "Trace", "Turbo", "UdpHash", "VirtualMachine"],
            findings.Select(f => f.Text("Check")).Distinct().Order(StringComparer.Ordinal));
        Assert.All(findings, f => Assert.Equal("local", f.Text("Host")));
        Assert.Contains(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), findings.First(f => f.Text("Check") == "Kernel").Text("Observed"), StringComparison.Ordinal);
        Assert.Contains(File.ReadAllText("/proc/sys/net/core/rmem_max").Trim(), findings.First(f => f.Text("Check") == "ReceiveBuffer").Text("Observed"), StringComparison.Ordinal);
    }

    [Fact]
    public void QuietIsTrueWithoutWarningsAndFailures()
    {
        bool expected = _session.Give("Test-LabHost -Interface lo").All(f => f.Text("Status") is "Pass" or "Advice");
        Assert.Equal(expected, Assert.IsType<bool>(_session.One("Test-LabHost -Interface lo -Quiet").BaseObject));
        using Sleeper sleeper = new("irqbalance");
        Assert.Equal(false, _session.One("Test-LabHost -Interface lo -Quiet").BaseObject);
        Assert.Equal(false, _session.One("'local' | Test-LabHost -Check IrqBalance -Quiet").BaseObject);
    }

    [Theory]
    [InlineData("Test-LabHost -Check Nonsense", "InvalidArgument.Check", "use Privilege, ")]
    [InlineData("Test-LabHost -Interface nowhere0", "NotFound.Interface", "this host has")]
    [InlineData("Test-LabHost nowhere", "ParameterArgumentTransformationError", "nowhere")]
    [InlineData("Test-LabHost -Role Router", "ParameterArgumentTransformationError", "Generator")]
    public void BadInputIsRefused(string script, string id, string says)
    {
        ErrorRecord error = _session.Run(script).Errors[0];
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChecksAreChosenByWildcardsAndRole()
    {
        Assert.Equal(["IrqAffinity", "IrqBalance"], _session.Give("Test-LabHost -Interface lo -Check irq*").Select(f => f.Text("Check")).Order(StringComparer.Ordinal));
        Assert.Empty(_session.Give("Test-LabHost -Role Sink -Check Pktgen"));
        Assert.Single(_session.Give("Test-LabHost -Role Generator -Check Pktgen"));
    }

    [Fact]
    public void ABalancerIsStoppedAndGoesOn()
    {
        Machine.RequireRoot();
        using Sleeper sleeper = new("irqbalance");
        try
        {
            Assert.Contains(_session.Give("$global:changes = Test-LabHost -Check IrqBalance | Repair-LabHost; $changes"), c => c.Text("Setting").StartsWith($"Process irqbalance:{sleeper.Id}:", StringComparison.Ordinal));
            Assert.Equal("T", sleeper.State);
            Assert.Equal("Pass", _session.One("Test-LabHost -Check IrqBalance").Text("Status"));
            Assert.Empty(_session.Give("Test-LabHost -Check IrqBalance | Repair-LabHost"));
        }
        finally
        {
            _session.Give("$changes | Undo-LabChange");
        }

        Assert.Equal("S", sleeper.State);
        Assert.Equal("Warning", _session.One("Test-LabHost -Check IrqBalance").Text("Status"));
    }

    [Fact]
    public void AFindingThatIsOutOfDateIsRefusedAndTheNextIsRepaired()
    {
        Machine.RequireRoot();
        Sleeper gone = new("irqbalance");
        _session.Give("$global:old = Test-LabHost -Check IrqBalance");
        gone.Dispose();
        using Sleeper there = new("irqbalance");
        try
        {
            ScriptRun run = _session.Run("$global:changes = $old, (Test-LabHost -Check IrqBalance) | Repair-LabHost; $changes");
            Assert.StartsWith("NotFound.InputObject", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.All(run.Output, c => Assert.Equal("Applied", c.Text("State")));
            Assert.Equal("T", there.State);
        }
        finally
        {
            _session.Give("$changes | Undo-LabChange");
        }
    }

    [Fact]
    public void AnOrdinaryUserIsToldWhatRootCould()
    {
        using Sleeper sleeper = new("irqbalance");
        (int code, string output, string error) = ShellProcess.RunWithoutCapabilities("Test-LabHost -Interface lo | ForEach-Object { \"$($_.Check)|$($_.Status)|$($_.CanRepair)|$($_.Observed)\" }");
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.StartsWith("Privilege|Advice|False|", StringComparison.Ordinal) && l.Contains("without CAP_NET_ADMIN", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Netfilter|Advice|False|", StringComparison.Ordinal) && l.Contains("CAP_NET_ADMIN", StringComparison.Ordinal));
    }

    [Fact]
    public void TheTableIsRightWithoutFormatTable()
    {
        (_, string output, string error) = ShellProcess.Run("Test-LabHost -Interface lo -Check Link, Conntrack, IdleState");
        Assert.Equal("", error);
        string[] lines = [.. output.Split('\n').Where(l => l.Trim().Length > 0)];
        Assert.Contains("Host: local", lines[0], StringComparison.Ordinal);
        Assert.Matches("^Check +Status +Observed +Expected *$", lines[1].TrimEnd());
        Assert.Contains(lines, l => l.StartsWith("Link lo", StringComparison.Ordinal) && l.Contains(" Pass ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', output);
        Assert.All(lines, l => Assert.True(l.TrimEnd().Length <= 120, l));

        // Lines break between words.
        Assert.DoesNotContain(lines, l => l.Contains("  s to ", StringComparison.Ordinal));
    }

    public void Dispose() => _session.Dispose();
}
