using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Settings;

/// <summary>Settings of a veth in a namespace, by the agent alone: all or nothing, and back; checked with `ip` and `ethtool`.</summary>
[Collection(Machine.Name)]
public sealed class SettingTests
{
    private const string Nic = "sink0";

    [Fact]
    public void ChangesAreMadeInOrderAndReadBack()
    {
        using Bed bed = new(queues: 2);
        SettingsApplied applied = Apply(bed, Change(bed, "Mtu", "1500", "1400"), Change(bed, "Channels", "rx=2", "rx=1"), Change(bed, "Features", "rx-gro=on", "rx-gro=off"), Change(bed, "Rps", "rx-0=none", "rx-0=0"));
        Assert.Null(applied.Failure);
        Assert.Equal(["1400", "rx=1", "rx-gro=off", "rx-0=0"], applied.Outcomes.Select(o => o.Value));
        Assert.Contains("mtu 1400", Shell(bed, "ip link show sink0"), StringComparison.Ordinal);
        Assert.Contains("generic-receive-offload: off", Shell(bed, "ethtool -k sink0"), StringComparison.Ordinal);
        Assert.Equal(1, int.Parse(Shell(bed, "ethtool -l sink0 | awk '/^Current/{now=1} now && /^RX:/{print $2}'"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void WhenOneFailsThoseBeforeItArePutBack()
    {
        using Bed bed = new(queues: 2);
        string before = Dump(bed);
        SettingsApplied applied = Apply(bed, Change(bed, "Mtu", "1500", "1400"), Change(bed, "Features", "rx-gro=on", "rx-gro=off"), Change(bed, "Channels", "rx=2", "rx=9", "RxQueues"), Change(bed, "Rps", "rx-0=none", "rx-0=0"));
        Assert.Equal((2, "RxQueues"), (applied.Failed!.Value, applied.Failure!.Parameter!));
        Assert.Empty(applied.Outcomes);
        Assert.Empty(applied.Left);
        Assert.Equal(before, Dump(bed));
    }

    [Fact]
    public void WhatIsNotAsItWasPlannedOnIsLeftAlone()
    {
        using Bed bed = new();
        Shell(bed, "ip link set sink0 mtu 1300");
        SettingsApplied applied = Apply(bed, Change(bed, "Mtu", "1500", "1400"));
        Assert.Equal((0, FailureCode.Busy), (applied.Failed!.Value, applied.Failure!.Code));
        Assert.Contains("mtu 1300", Shell(bed, "ip link show sink0"), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUndoRestoresAndASecondOneFindsItDone()
    {
        using Bed bed = new();
        string before = Dump(bed);
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1500", "1400")).Failure);
        SettingChange item = Undo(bed, "Mtu", "1500", "1400");
        Assert.Equal(UndoResult.Restored, Undone(bed, item).Result);
        Assert.Equal(UndoResult.AlreadyBefore, Undone(bed, item).Result);
        Assert.Equal(before, Dump(bed));
    }

    /// <summary>The agent that made the change ends like its controller; another one restores it.</summary>
    [Fact]
    public void WhatIsGuardedIsRestoredWhenTheConversationEnds()
    {
        using Bed bed = new();
        string before = Dump(bed);
        SettingChange mtu = Undo(bed, "Mtu", "1500", "1400"), lower = Undo(bed, "Mtu", "1400", "1300");
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1500", "1400")).Failure);
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1400", "1300")).Failure);
        using (AgentProcess released = AgentProcess.Start(bed.Facts.SinkNamespace))
        {
            _ = released.Ask<Done>(new GuardSettings { Items = [lower, mtu] });
            _ = released.Ask<Done>(new GuardSettings { Items = [] });
        }

        Assert.Contains("mtu 1300", Shell(bed, "ip link show sink0"), StringComparison.Ordinal);
        using (AgentProcess guarding = AgentProcess.Start(bed.Facts.SinkNamespace))
        {
            _ = guarding.Ask<Done>(new GuardSettings { Items = [mtu] });
            _ = guarding.Ask<Done>(new GuardSettings { Items = [lower, mtu] });
        }

        Assert.Equal(before, Dump(bed));
    }

    [Fact]
    public void WhatSomebodyElseChangedSinceIsToldAndOverwrittenOnlyByForce()
    {
        using Bed bed = new();
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1500", "1400")).Failure);
        Shell(bed, "ip link set sink0 mtu 1300");
        SettingChange item = Undo(bed, "Mtu", "1500", "1400");
        UndoOutcome outcome = Undone(bed, item);
        Assert.Equal((UndoResult.ChangedSince, "1300"), (outcome.Result, outcome.Found));
        Assert.Contains("mtu 1300", Shell(bed, "ip link show sink0"), StringComparison.Ordinal);
        Assert.Equal(UndoResult.Restored, Undone(bed, item, force: true).Result);
        Assert.Contains("mtu 1500", Shell(bed, "ip link show sink0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other-boot", "restarted")]
    [InlineData("other-namespace", "namespace")]
    [InlineData("other-interface", "gone")]
    public void WhatIsGoneIsGoneByItself(string what, string word)
    {
        using Bed bed = new();
        string[] identity = Identity(bed).Split('/');
        SettingChange item = Undo(bed, "Mtu", "1500", "1400") with
        {
            Identity = what switch
            {
                "other-boot" => $"x/{identity[1]}/{identity[2]}",
                "other-namespace" => $"{identity[0]}/1/{identity[2]}",
                _ => $"{identity[0]}/{identity[1]}/77",
            },
        };
        UndoOutcome outcome = Undone(bed, item);
        Assert.Equal(UndoResult.Gone, outcome.Result);
        Assert.Contains(word, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsTheMachinesDoesNotGoWithANamespace()
    {
        using Bed bed = new();
        using Sleeper sleeper = new("sleep");
        ProcessState.Signal(sleeper.Id, "STOP");
        Assert.Equal("T", sleeper.State);
        string started = File.ReadAllText($"/proc/{sleeper.Id}/stat").Split(' ')[21];
        SettingChange item = new() { Target = "host", Setting = $"Process sleep:{sleeper.Id}:{started}", Identity = $"{Identity(bed).Split('/')[0]}/1", Before = "running", After = "stopped" };
        Assert.Equal(UndoResult.Restored, Undone(bed, item).Result);
        Assert.Equal("S", sleeper.State);
        Assert.Equal(UndoResult.Gone, Undone(bed, item with { Setting = "Sysctl net.ipv4.conf.all.rp_filter" }).Result);
    }

    [Fact]
    public void ARenamedInterfaceIsFoundAgain()
    {
        using Bed bed = new();
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1500", "1400")).Failure);
        SettingChange item = Undo(bed, "Mtu", "1500", "1400");
        Shell(bed, "ip link set sink0 down; ip link set sink0 name other; ip link set other up");
        Assert.Equal(UndoResult.Restored, Undone(bed, item).Result);
        Assert.Contains("mtu 1500", Shell(bed, "ip link show other"), StringComparison.Ordinal);
        Shell(bed, "ip link set other down; ip link set other name sink0; ip link set sink0 up");
    }

    [Fact]
    public void AChangeThatWasHalfMadeIsPutBackAllTheSame()
    {
        using Bed bed = new(queues: 2);
        string rps = "/sys/class/net/sink0/queues/rx-1/rps_cpus";
        Shell(bed, $"echo 1 > {rps}");
        SettingChange item = Undo(bed, "Rps", "rx-0=none rx-1=none", "rx-0=0 rx-1=0") with { Unsure = true };
        Assert.Equal(UndoResult.Restored, Undone(bed, item).Result);
        Assert.Equal(0, Convert.ToInt64(Shell(bed, $"cat {rps}").Trim(), 16));

        // A value that is neither before nor after was set by someone else.
        Shell(bed, $"echo 2 > {rps}");
        Assert.Equal(UndoResult.ChangedSince, Undone(bed, item).Result);
    }

    [Fact]
    public void AnUnknownKindOfSettingIsRefused()
    {
        using Bed bed = new();
        Assert.Equal(FailureCode.Protocol, bed.Sink.Refused(new ReadSettings { Settings = [new SettingAddress { Target = Nic, Setting = "Colour" }] }).Code);
        Assert.Null(Assert.Single(bed.Sink.Ask<SettingValues>(new ReadSettings { Settings = [new SettingAddress { Target = "nic9", Setting = "Mtu" }] }).Values).Identity);
        Assert.Equal(FailureCode.InvalidArgument, bed.Sink.Refused(new ReadSettings { Settings = [new SettingAddress { Target = "host", Setting = "Sysctl ../../etc/passwd" }] }).Code);
    }

    private static SettingsApplied Apply(Bed bed, params SettingChange[] changes) => bed.Sink.Ask<SettingsApplied>(new ApplySettings { Changes = changes });

    private static UndoOutcome Undone(Bed bed, SettingChange item, bool force = false) => Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [item], Force = force }).Outcomes);

    private static SettingChange Change(Bed bed, string setting, string before, string after, string? parameter = null) =>
        new() { Target = Nic, Identity = Identity(bed), Setting = setting, Before = before, After = after, Parameter = parameter };

    private static SettingChange Undo(Bed bed, string setting, string before, string after) => new() { Target = Nic, Identity = Identity(bed), Setting = setting, Before = before, After = after };

    private static string Identity(Bed bed) => Assert.Single(bed.Sink.Ask<SettingValues>(new ReadSettings { Settings = [new SettingAddress { Target = Nic, Setting = "Mtu" }] }).Values).Identity!;

    private static string Shell(Bed bed, string command) => Space.Run(bed.Facts.SinkNamespace, "sh", "-c", command);

    private static string Dump(Bed bed) => Shell(bed, "ip link show sink0; ethtool -k sink0; ethtool -l sink0; cat /sys/class/net/sink0/queues/*/*ps_cpus; true");
}
