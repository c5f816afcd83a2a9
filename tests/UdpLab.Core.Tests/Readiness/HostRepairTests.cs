using UdpLab.Tests.Changes;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Repairs of findings, up to the requests that a host gets.</summary>
[Collection(OwnJournal.Name)]
public sealed class HostRepairTests : IDisposable
{
    private readonly OwnJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void OnlyWhatDiffersIsChanged()
    {
        using HostRepair repair = HostRepair.Open(Host(
            new SettingValues { Id = 1, Values = [new SettingValue { Identity = "b/1", Value = "0" }, new SettingValue { Identity = "b/1", Value = "300" }] },
            new SettingsApplied { Id = 2 },
            new SettingsApplied { Id = 3, Outcomes = [new SettingOutcome { Value = "600" }] }));
        SettingChange change = Assert.Single(repair.Plan(Finding(new("", "Sysctl net.core.busy_read", "0"), new("", "Sysctl net.core.netdev_budget", "600")), default));
        Assert.Equal(("Sysctl net.core.netdev_budget", "300", "600", "b/1", "InputObject"), (change.Setting, change.Before, change.After, change.Identity, change.Parameter));

        repair.Preview([change], default);
        Assert.Empty(_journal.Lines);
        Assert.Equal(LabChangeState.Applied, Assert.Single(repair.Apply([change], _ => { }, default)).State);
        Assert.Equal(2, _journal.Lines.Length);
    }

    [Theory]
    [InlineData(null, "0")]
    [InlineData("b/1", null)]
    public void WhatIsGoneIsNamed(string? identity, string? value)
    {
        using HostRepair repair = HostRepair.Open(Host(new SettingValues { Id = 1, Values = [new SettingValue { Identity = identity, Value = value }] }));
        Assert.Equal("eth1 no longer has Governor; run Test-LabHost again.", Assert.Throws<LabException>(() => repair.Plan(Finding(new WantedSetting("eth1", "Governor", "performance")), default)).Message);
    }

    [Fact]
    public void AnInterfaceThatIsGoneIsNamed()
    {
        using HostRepair repair = HostRepair.Open(Host(new NicState { Id = 1, Items = [], Present = ["lo"], HostIdentity = "boot/1", HostSettings = [] }));
        LabFinding finding = Finding() with { Interface = "eth1", NicRepair = new NicSettings() };
        Assert.Equal("far no longer has interface eth1; run Test-LabHost again.", Assert.Throws<LabException>(() => repair.Plan(finding, default)).Message);
    }

    /// <summary>The CPUs stay awake as long as the agent that holds the setting lives: it outlives the repair.</summary>
    [Fact]
    public void AnAgentThatHoldsASettingIsKept()
    {
        const string hold = LatencyHold.Setting + " 1";
        List<string> asked = [];
        MemoryHost host = Host(new SettingValues { Id = 1, Values = [new SettingValue { Identity = "b/1", Value = "none" }] }, new SettingsApplied { Id = 2, Outcomes = [new SettingOutcome { Value = "0" }] });
        using (HostRepair repair = HostRepair.Open(host))
        {
            SettingChange change = Assert.Single(repair.Plan(Finding(new WantedSetting("", LatencyHold.Setting, LatencyHold.Microseconds)), default));
            Assert.Equal(hold, change.Setting);
            Assert.True(LatencyHold.IsHold(Assert.Single(repair.Apply([change], asked.Add, default)).Setting));
        }

        LatencyHold.ReleaseAll();
        Assert.Empty(asked);
    }

    private static LabFinding Finding(params WantedSetting[] repairs) => new()
    {
        Host = LabHosts.Local,
        Check = "Check",
        Status = FindingStatus.Advice,
        Observed = "",
        Expected = "",
        Reason = "",
        Source = "",
        Repairs = repairs,
    };

    private static MemoryHost Host(params Reply[] replies) => new("far", [[FakeAgent.Says(FakeAgent.Hello)[1..]], .. replies.Select(reply => new[] { FakeAgent.Says(reply)[1..] })]);
}
