using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Settings;

/// <summary>Failures in the middle of a change, concurrent changes, and side effects in the kernel.</summary>
[Collection(Machine.Name)]
public sealed class SettingSafetyTests
{
    private const string Nic = "sink0", Upper = "udtmv0";

    [Fact]
    public void WhatCannotBePutBackIsNamedWhateverTheReason()
    {
        // The old value cannot be written again: its text is not a number.
        using Bed bed = new(queues: 2);
        SettingsApplied applied = Apply(bed, Change(bed, "Channels", "rx=2 other=bar", "rx=1"), Change(bed, "Rps", "rx-0=none", "rx-0=999999"));
        Assert.Equal(1, applied.Failed);
        Assert.Equal([0], applied.Left);
    }

    [Fact]
    public void WhatNobodyForesawIsAFailureAndPutBack()
    {
        using Bed bed = new(queues: 2);
        SettingsApplied applied = Apply(bed, Change(bed, "Mtu", "1500", "1400"), Change(bed, "Channels", "rx=2", "rx=99999999999"));
        Assert.Equal((1, 0), (applied.Failed!.Value, applied.Left.Length));
        Assert.Equal("1500", Shell(bed, "cat /sys/class/net/sink0/mtu").Trim());

        UndoOutcome[] outcomes = bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [Undo(bed, "Channels", "rx=99999999999", "rx=2"), Undo(bed, "Mtu", "99999999999", "1500"), Undo(bed, "Mtu", "1500", "1400")] }).Outcomes;
        Assert.Equal([UndoResult.Failed, UndoResult.Failed, UndoResult.AlreadyBefore], outcomes.Select(o => o.Result));
    }

    [Fact]
    public void OfManyWhoPlanOnTheSameReadingOneMakesItsChange()
    {
        using Bed bed = new();
        using Racers racers = new(6, bed.Facts.SinkNamespace);
        string identity = Identity(bed);
        for (int round = 0; round < 10; round++)
        {
            int now = 1500 + (round % 2), next = 1500 + ((round + 1) % 2);
            SettingsApplied[] replies = [.. racers.Ask(() => new ApplySettings { Changes = [new SettingChange { Target = Nic, Identity = identity, Setting = "Mtu", Before = $"{now}", After = $"{next}" }] }).Cast<SettingsApplied>()];
            Assert.Single(replies, r => r.Failure is null);
            Assert.All(replies.Where(r => r.Failure is not null), r => Assert.Equal((FailureCode.Busy, 0), (r.Failure!.Code, r.Left.Length)));
            Assert.Equal($"{next}", Shell(bed, "cat /sys/class/net/sink0/mtu").Trim());
        }
    }

    [Fact]
    public void AChangeWaitsForAnotherSessionAndGoesOnWhenThatIsKilled()
    {
        using Bed bed = new();
        string lockFile = $"/run/udplab-net-{Identity(bed).Split('/')[1]}.lock";
        using System.Diagnostics.Process holder = System.Diagnostics.Process.Start("flock", ["-x", lockFile, "sleep", "60"]);
        try
        {
            Assert.True(Machine.Becomes(() => File.Exists(lockFile) && Tool.Try("flock", "-n", lockFile, "true").ExitCode != 0, 10), "flock(1) holds nothing.");
            long id = bed.Sink.Send(new ApplySettings { Changes = [Change(bed, "Mtu", "1500", "1400")] });

            // Enough time for a wrong answer: other requests take milliseconds.
            Thread.Sleep(200);
            Assert.Equal("1500", Shell(bed, "cat /sys/class/net/sink0/mtu").Trim());
            Tool.Try("pkill", "-KILL", "-P", $"{holder.Id}");
            holder.Kill();
            Assert.Null(bed.Sink.Wait<SettingsApplied>(id).Failure);
            Assert.False(File.Exists(lockFile));
        }
        finally
        {
            holder.Kill();
        }
    }

    [Fact]
    public void ANamespaceMadeAgainUnderTheSameInodeIsAnotherOne()
    {
        using Bed bed = new();
        string[] identity = Identity(bed).Split('/');
        string[] space = identity[1].Split('.');
        Assert.SkipWhen(space.Length < 2, "This kernel gives network namespaces no cookie (before Linux 5.14).");
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1500", "1400")).Failure);
        SettingChange item = Undo(bed, "Mtu", "1500", "1400") with { Identity = $"{identity[0]}/{space[0]}.1/{identity[2]}" };
        Assert.Equal(UndoResult.Gone, Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [item] }).Outcomes).Result);
        Assert.Equal("1400", Shell(bed, "cat /sys/class/net/sink0/mtu").Trim());
    }

    [Fact]
    public void WhatStandsOnAnInterfaceGetsItsMtuBackToo()
    {
        using Bed bed = new();
        AddUpper(bed);
        Assert.Equal($"{Upper}=1500", Read(bed, "UpperMtu"));
        SettingChange change = Change(bed, "Mtu", "1500", "1400") with { AtRisk = new() { ["UpperMtu"] = $"{Upper}=1500" } };
        SettingEffect effect = Assert.Single(Assert.Single(Apply(bed, change).Outcomes).Effects);
        Assert.Equal(("UpperMtu", $"{Upper}=1500", $"{Upper}=1400"), (effect.Setting, effect.Before, effect.After));
        SettingChange undo = Undo(bed, "Mtu", "1500", "1400") with { AtRisk = change.AtRisk, Effects = [effect] };
        Assert.Equal(UndoResult.Restored, Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [undo] }).Outcomes).Result);
        Assert.Equal("1500", Shell(bed, $"cat /sys/class/net/{Upper}/mtu").Trim());

        // The same if a later change of the same call fails.
        Assert.Equal(1, Apply(bed, change, Change(bed, "Rps", "rx-0=none", "rx-0=999999")).Failed);
        Assert.Equal("1500", Shell(bed, $"cat /sys/class/net/{Upper}/mtu").Trim());
    }

    [Fact]
    public void AnMtuOfIpv6sOwnComesBackWithTheInterfaces()
    {
        using Bed bed = new();
        Assert.SkipUnless(File.Exists("/proc/net/if_inet6"), "There is no IPv6 here.");

        // When the link's state settles, the kernel sets IPv6's MTU to the interface's (addrconf_notify of net/ipv6/addrconf.c).
        Assert.True(Machine.Becomes(() => Shell(bed, "cat /sys/class/net/sink0/operstate").Trim() == "up", 30), "The link does not come up.");
        Shell(bed, "echo 1300 > /proc/sys/net/ipv6/conf/sink0/mtu");
        SettingChange change = Change(bed, "Mtu", "1500", "1400") with { AtRisk = new() { ["Ipv6Mtu"] = "1300" } };
        SettingEffect[] effects = Assert.Single(Apply(bed, change).Outcomes).Effects;
        Assert.Equal(("1300", "same"), (Assert.Single(effects).Before, effects[0].After));
        bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [Undo(bed, "Mtu", "1500", "1400") with { AtRisk = change.AtRisk, Effects = effects }] });
        Assert.Equal("1300", Shell(bed, "cat /proc/sys/net/ipv6/conf/sink0/mtu").Trim());
    }

    [Theory]
    [InlineData(Nic)]
    [InlineData(Upper)]
    public void AnMtuThatWouldCostIpv6ItsAddressesIsRefusedByName(string holder)
    {
        using Bed bed = new();
        Assert.SkipUnless(File.Exists("/proc/net/if_inet6"), "There is no IPv6 here.");
        AddUpper(bed);
        Shell(bed, $"ip -6 address flush dev {Nic}; cd /proc/sys/net/ipv6/conf; for f in accept_ra addr_gen_mode; do cat default/$f > {Nic}/$f; done; ip -6 address add 2001:db8::7/64 dev {holder}; ip -6 route add 2001:db8:1::/48 dev {holder}");
        string before = Shell(bed, "ip -6 address; ip -6 route");
        SettingsApplied refused = Apply(bed, Change(bed, "Mtu", "1500", "1000", "Mtu"));
        Assert.Equal((FailureCode.InvalidArgument, "Mtu"), (refused.Failure!.Code, refused.Failure.Parameter!));
        Assert.Contains("2001:db8::7/64", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("2001:db8:1::/48", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Contains($"from {holder}", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, Shell(bed, "ip -6 address; ip -6 route"));

        // Without them nothing is lost that does not come back by itself; the message says how to remove them.
        Shell(bed, refused.Failure.Message.Split("first (", 2)[1].Split("), or")[0]);
        SettingChange change = Change(bed, "Mtu", "1500", "1000") with { AtRisk = new() { ["UpperMtu"] = $"{Upper}=1500" } };
        SettingsApplied applied = Apply(bed, change);
        Assert.Null(applied.Failure);

        // But going back may lose what was added since.
        Shell(bed, $"ip link set {Nic} mtu 1500; ip -6 address add 2001:db8::7/64 dev {Nic}");
        UndoOutcome undone = Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [Undo(bed, "Mtu", "1000", "1500")] }).Outcomes);
        Assert.Equal(UndoResult.Failed, undone.Result);
        Assert.Contains("2001:db8::7/64", undone.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void EntriesOfAQueuesFlowTableComeBackWithTheQueue()
    {
        using Bed bed = new(queues: 2);
        const string file = "/sys/class/net/sink0/queues/rx-1/rps_flow_cnt";
        Assert.SkipUnless(Shell(bed, $"echo 64 > {file} && cat {file} || true").Trim() == "64", "This kernel has no RFS.");
        SettingChange change = Change(bed, "Channels", "rx=2", "rx=1") with { AtRisk = new() { ["RpsFlows"] = "rx-0=0 rx-1=64" } };
        SettingsApplied applied = Apply(bed, change);
        Assert.Null(applied.Failure);
        SettingChange undo = Undo(bed, "Channels", "rx=2", "rx=1") with { AtRisk = change.AtRisk, Effects = applied.Outcomes[0].Effects };
        Assert.Equal(UndoResult.Restored, Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [undo] }).Outcomes).Result);
        Assert.Equal("64", Shell(bed, $"cat {file}").Trim());
    }

    [Fact]
    public void WhatMovedAlongAndStaysInEffectIsNamedAndLeavesTheChangeUndoable()
    {
        using Bed bed = new(queues: 2);
        Assert.Null(Apply(bed, Change(bed, "Mtu", "1500", "1400")).Failure);

        // A value that cannot be written back, whatever the exception.
        SettingChange undo = Undo(bed, "Mtu", "1500", "1400") with
        {
            AtRisk = new() { ["Rings"] = "", ["Rps"] = "rx-0=none rx-1=none" },
            Effects = [new SettingEffect { Setting = "Rps", Before = "rx-0=999999", After = "rx-0=none rx-1=none" }],
        };
        UndoOutcome outcome = Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [undo] }).Outcomes);
        Assert.Equal(UndoResult.Failed, outcome.Result);
        Assert.Contains("Mtu is 1500 again", outcome.Reason, StringComparison.Ordinal);
        Assert.Contains("still in effect: Rps (", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("1500", Shell(bed, "cat /sys/class/net/sink0/mtu").Trim());

        // The second time, the rest is tried again; -Force gives up on it.
        Assert.Equal(UndoResult.Failed, Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [undo] }).Outcomes).Result);
        Assert.Equal(UndoResult.AlreadyBefore, Assert.Single(bed.Sink.Ask<SettingsUndone>(new UndoSettings { Items = [undo], Force = true }).Outcomes).Result);
    }

    [Fact]
    public void APreviewRefusesWhatTheChangeWouldAndWritesNothing()
    {
        using Bed bed = new();
        Assert.SkipUnless(Shell(bed, "ip -6 address show dev sink0 scope global").Trim().Length > 0, "This host has no IPv6.");
        SettingChange tooSmall = Change(bed, "Mtu", "1500", "1200", "Mtu");
        Failure previewed = bed.Sink.Refused(new ApplySettings { Changes = [tooSmall], Preview = true }), applied = Apply(bed, tooSmall).Failure!;
        Assert.Equal((applied.Code, applied.Parameter, applied.Message), (previewed.Code, previewed.Parameter, previewed.Message));
        Assert.Equal((FailureCode.InvalidArgument, "Mtu"), (previewed.Code, previewed.Parameter));
        Assert.Null(bed.Sink.Ask<SettingsApplied>(new ApplySettings { Changes = [Change(bed, "Mtu", "1500", "1400")], Preview = true }).Failure);
        Assert.Equal("1500", Shell(bed, "cat /sys/class/net/sink0/mtu").Trim());
    }

    /// <summary>One refusal names what would be lost on all interfaces that would follow.</summary>
    [Fact]
    public void ATooSmallMtuNamesWhatEveryInterfaceWouldLose()
    {
        using Bed bed = new();
        Assert.SkipUnless(Shell(bed, "ip -6 address show dev sink0 scope global").Trim().Length > 0, "This host has no IPv6.");
        AddUpper(bed);
        Shell(bed, $"ip -6 address add 2001:db8:7::1/64 dev {Upper} nodad");

        string message = bed.Sink.Refused(new ApplySettings { Changes = [Change(bed, "Mtu", "1500", "1200", "Mtu")], Preview = true }).Message;

        Assert.All([$"from {Nic};", $"2001:db8:7::1/64 from {Upper}", $"flush dev {Nic};", $"flush dev {Upper}"], words => Assert.Contains(words, message, StringComparison.Ordinal));
    }

    private static void AddUpper(Bed bed)
    {
        bool made = Tool.Try("ip", "netns", "exec", bed.Facts.SinkNamespace, "ip", "link", "add", "link", Nic, "name", Upper, "type", "macvlan").ExitCode == 0
            || Tool.Try("ip", "netns", "exec", bed.Facts.SinkNamespace, "ip", "link", "add", "link", Nic, "name", Upper, "type", "vlan", "id", "5").ExitCode == 0;
        Assert.SkipUnless(made, "This kernel has neither macvlan nor VLANs.");
        Shell(bed, $"ip link set {Upper} up");
    }

    private static SettingsApplied Apply(Bed bed, params SettingChange[] changes) => bed.Sink.Ask<SettingsApplied>(new ApplySettings { Changes = changes });

    private static SettingChange Change(Bed bed, string setting, string before, string after, string? parameter = null) =>
        new() { Target = Nic, Identity = Identity(bed), Setting = setting, Before = before, After = after, Parameter = parameter };

    private static SettingChange Undo(Bed bed, string setting, string before, string after) => new() { Target = Nic, Identity = Identity(bed), Setting = setting, Before = before, After = after };

    private static string? Read(Bed bed, string setting) => Assert.Single(bed.Sink.Ask<SettingValues>(new ReadSettings { Settings = [new SettingAddress { Target = Nic, Setting = setting }] }).Values).Value;

    private static string Identity(Bed bed) => Assert.Single(bed.Sink.Ask<SettingValues>(new ReadSettings { Settings = [new SettingAddress { Target = Nic, Setting = "Mtu" }] }).Values).Identity!;

    private static string Shell(Bed bed, string command) => Space.Run(bed.Facts.SinkNamespace, "sh", "-c", command);
}
