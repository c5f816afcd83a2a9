using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Host settings changed by repairs, and what remains of them after the agent has ended.</summary>
[Collection(Machine.Name)]
public sealed class HostSettingTests
{
    private const string Device = "/dev/cpu_dma_latency";

    [Fact]
    public void UdpOfAnInterfaceIsExemptedAndNothingElse()
    {
        using Bed bed = new();
        FactsTests.Nft(bed, "table inet fw { chain in { type filter hook prerouting priority 0; ct state new counter accept; ct state untracked counter accept; }; }");
        string before = FactsTests.Nft(bed, "list", "ruleset");
        SettingChange change = Change(bed.Sink, "Notrack sink0", "none", "udp");
        Assert.Equal("udp", Assert.Single(Apply(bed.Sink, change).Outcomes).Value);

        // The table has the expected contents, and it works: a datagram is no longer tracked.
        string table = FactsTests.Nft(bed, "list", "table", "inet", "udplab-sink0");
        Assert.Contains("type filter hook prerouting priority raw; policy accept;", table, StringComparison.Ordinal);
        Assert.Contains("iifname \"sink0\" meta l4proto udp notrack", table, StringComparison.Ordinal);
        Assert.Contains("oifname \"sink0\" meta l4proto udp notrack", table, StringComparison.Ordinal);
        Space.Run(bed.Facts.GeneratorNamespace, "bash", "-c", $"echo hello >/dev/udp/{bed.Facts.SinkAddress}/9");
        Assert.Matches("ct state untracked counter packets [1-9]", FactsTests.Nft(bed, "list", "chain", "inet", "fw", "in"));
        Assert.Equal(["sink0"], FactsTests.Read(bed.Sink).Netfilter.Exempted);

        Assert.Equal(UndoResult.Restored, Undo(bed.Sink, change).Result);
        Assert.Equal(Rules(before), Rules(FactsTests.Nft(bed, "list", "ruleset")));
        Assert.Equal(UndoResult.AlreadyBefore, Undo(bed.Sink, change).Result);
    }

    [Fact]
    public void AProcessIsStoppedAndGoesOn()
    {
        Machine.RequireRoot();
        using Sleeper sleeper = new("irqbalance");
        using AgentProcess agent = AgentProcess.Start();
        SettingChange change = Change(agent, $"Process irqbalance:{sleeper.Id}:{Start(sleeper.Id)}", "running", "stopped");
        Assert.Equal("stopped", Assert.Single(Apply(agent, change).Outcomes).Value);
        Assert.Equal("T", sleeper.State);
        Assert.Equal(UndoResult.Restored, Undo(agent, change).Result);
        Assert.Equal("S", sleeper.State);

        // The same id with another start time is a different process.
        Assert.Null(Read(agent, $"Process irqbalance:{sleeper.Id}:1").Value);
        Assert.Null(Read(agent, $"Process sshd:{sleeper.Id}:{Start(sleeper.Id)}").Value);
        sleeper.Kill();
        Assert.Equal(UndoResult.Gone, Undo(agent, change).Result);
    }

    [Fact]
    public void IdleStatesAreHeldOffAsLongAsTheAgentLives()
    {
        Machine.RequireRoot();
        Assert.SkipUnless(File.Exists(Device), $"This kernel has no {Device}.");
        int before = Limit();
        using AgentProcess other = AgentProcess.Start();
        SettingChange change;
        using (AgentProcess holder = AgentProcess.Start())
        {
            change = Change(holder, $"CpuLatency {holder.Id}", "none", "0");
            Assert.Equal("0", Assert.Single(Apply(holder, change).Outcomes).Value);
            Assert.Equal(0, Limit());
            Assert.Equal("0", Read(other, change.Setting).Value);
        }

        Assert.Equal(before, Limit());
        Assert.Equal(UndoResult.AlreadyBefore, Undo(other, change).Result);
    }

    [Fact]
    public void AnotherAgentEndsOneThatHolds()
    {
        Machine.RequireRoot();
        Assert.SkipUnless(File.Exists(Device), $"This kernel has no {Device}.");
        int before = Limit();
        using AgentProcess holder = AgentProcess.Start();
        using AgentProcess other = AgentProcess.Start();
        SettingChange change = Change(holder, $"CpuLatency {holder.Id}", "none", "0");
        Apply(holder, change);
        Assert.Equal(UndoResult.Restored, Undo(other, change).Result);
        Assert.Equal(before, Limit());
        Assert.True(Machine.Becomes(() => !holder.Running, Machine.Soon), "the holder is still running");
    }

    [Fact]
    public void WhatAnAgentThatWasKilledHadMadeIsFoundAndUndone()
    {
        using Bed bed = new();
        SettingChange table, filter;
        using (AgentProcess doomed = AgentProcess.Start(bed.Facts.SinkNamespace))
        {
            table = Change(doomed, "Notrack sink0", "none", "udp");
            filter = Change(doomed, "Sysctl net.ipv4.conf.all.rp_filter", "0", "1");
            Apply(doomed, table);
            System.Diagnostics.Process.GetProcessById(doomed.Id).Kill();
        }

        // It is not known whether the second change was made.
        UndoOutcome[] outcomes = bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [Item(filter, unsure: true), Item(table, unsure: true)] }).Outcomes;
        Assert.Equal([UndoResult.AlreadyBefore, UndoResult.Restored], outcomes.Select(o => o.Result));
        Assert.DoesNotContain("udplab", FactsTests.Nft(bed, "list", "ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyChangesNothing()
    {
        using Bed bed = new();
        using AgentProcess nobody = AgentProcess.StartAsNobody(bed.Facts.SinkNamespace);
        SettingChange filter = Change(nobody, "Sysctl net.ipv4.conf.all.rp_filter", "0", "1");
        SettingsApplied applied = Apply(nobody, filter);
        Assert.Equal(FailureCode.PermissionDenied, applied.Failure!.Code);
        Assert.Contains("rp_filter", applied.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("0", Read(bed.Sink, "Sysctl net.ipv4.conf.all.rp_filter").Value);
    }

    [Theory]
    [InlineData("Governor ..", "x")]
    [InlineData("Governor ../../../../../proc/sys/kernel/panic", "x")]
    [InlineData("ClockSource x", "tsc")]
    [InlineData("CpuLatency", "0")]
    [InlineData("CpuLatency 0", "0")]
    [InlineData("Weather", "fine")]
    public void WhatIsNoSettingIsRefused(string setting, string value)
    {
        using AgentProcess agent = AgentProcess.Start();
        Failure refusal = agent.Refused(new ReadSettings { Settings = [new SettingAddress { Target = "host", Setting = setting }] });
        Assert.True(refusal.Code is FailureCode.InvalidArgument or FailureCode.Protocol, $"{setting} {value}: {refusal.Code}");
    }

    private static SettingValue Read(AgentProcess agent, string setting) =>
        Assert.Single(agent.Ask<SettingValues>(new ReadSettings { Settings = [new SettingAddress { Target = "host", Setting = setting }] }).Values);

    private static SettingChange Change(AgentProcess agent, string setting, string before, string after)
    {
        SettingValue now = Read(agent, setting);
        Assert.Equal(before, now.Value);
        return new SettingChange { Target = "host", Setting = setting, Identity = now.Identity!, Before = before, After = after };
    }

    private static SettingsApplied Apply(AgentProcess agent, params SettingChange[] changes) => agent.Ask<SettingsApplied>(new ApplySettings { Changes = changes });

    private static UndoOutcome Undo(AgentProcess agent, SettingChange change) => Assert.Single(agent.Ask<SettingsUndone>(new UndoSettings { Items = [Item(change, unsure: false)] }).Outcomes);

    private static SettingChange Item(SettingChange change, bool unsure) =>
        new() { Target = change.Target, Setting = change.Setting, Identity = change.Identity, Before = change.Before, After = change.After, Unsure = unsure };

    /// <summary>Start time of a process in ticks after boot, the 22nd field of its stat; the sleeper's name has no spaces.</summary>
    private static string Start(int process) => File.ReadAllText($"/proc/{process}/stat").Split(' ')[21];

    private static int Limit() => BitConverter.ToInt32(Convert.FromHexString(Tool.Run("od", "-An", "-tx1", "-N4", Device).Replace(" ", "", StringComparison.Ordinal).Trim()));

    private static string Rules(string ruleset) => System.Text.RegularExpressions.Regex.Replace(ruleset, @"packets \d+ bytes \d+", "");
}
