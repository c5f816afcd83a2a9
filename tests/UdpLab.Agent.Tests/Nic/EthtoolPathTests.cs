using System.Text.Json;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Nic;

/// <summary>Both ways to ethtool, netlink and the ioctl of old kernels, report and do the same.</summary>
[Collection(Machine.Name)]
public sealed class EthtoolPathTests
{
    [Fact]
    public void NetlinkAndIoctlReadTheSame()
    {
        Machine.RequireRoot();
        using AgentProcess netlink = AgentProcess.Start();
        using AgentProcess ioctl = ByIoctl();
        NicState one = netlink.Ask<NicState>(new ReadNic()), other = ioctl.Ask<NicState>(new ReadNic());
        Assert.NotEmpty(one.Items);
        foreach ((NicFacts a, NicFacts b) in one.Items.Zip(other.Items))
        {
            // Only netlink knows which coalescing parameters a driver has; those it reports are also in the ioctl's result.
            foreach ((string key, string value) in FieldText.Parse(a.Settings.GetValueOrDefault("Coalescing") ?? ""))
            {
                Assert.True(key.StartsWith("cqe-", StringComparison.Ordinal) || FieldText.Parse(b.Settings["Coalescing"])[key] == value, $"{a.Name} {key}");
            }

            a.Settings.Remove("Coalescing");
            b.Settings.Remove("Coalescing");
            Assert.Equal(JsonSerializer.Serialize(a.Settings), JsonSerializer.Serialize(b.Settings));
            Assert.Equal(JsonSerializer.Serialize(a.Maxima), JsonSerializer.Serialize(b.Maxima));
        }
    }

    [Fact]
    public void TheIoctlSetsWhatNetlinkReads()
    {
        using Bed bed = new(queues: 4);
        AgentProcess ioctl = bed.Add(AgentProcess.Start("env", ["UDPLAB_ETHTOOL=ioctl", AgentBinary.Path, "--netns", bed.Facts.SinkNamespace]));
        NicFacts facts = Assert.Single(bed.Sink.Ask<NicState>(new ReadNic { Names = ["sink0"] }).Items);
        SettingsApplied applied = ioctl.Ask<SettingsApplied>(new ApplySettings
        {
            Changes = [new SettingChange { Target = "sink0", Identity = facts.Identity, Setting = "Channels", Before = "rx=4 tx=4", After = "rx=3 tx=2" }],
        });
        Assert.Null(applied.Failure);
        facts = Assert.Single(bed.Sink.Ask<NicState>(new ReadNic { Names = ["sink0"] }).Items);
        Assert.Equal("rx=3 tx=2", facts.Settings["Channels"]);
    }

    [Fact]
    public void TheKernelsWordsComeAlongWithARefusal()
    {
        using Bed bed = new(queues: 2);
        NicFacts facts = Assert.Single(bed.Sink.Ask<NicState>(new ReadNic { Names = ["sink0"] }).Items);
        SettingsApplied applied = bed.Sink.Ask<SettingsApplied>(new ApplySettings
        {
            Changes = [new SettingChange { Target = "sink0", Identity = facts.Identity, Setting = "Channels", Before = "rx=2", After = "rx=0" }],
        });
        Assert.Contains("no RX or TX channel", applied.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOrdinaryUserReadsAndMayNotSet()
    {
        using Bed bed = new(queues: 2);
        AgentProcess nobody = bed.Add(AgentProcess.StartAsNobody(bed.Facts.SinkNamespace));
        NicFacts facts = Assert.Single(nobody.Ask<NicState>(new ReadNic { Names = ["sink0"] }).Items);
        Assert.Equal("rx=2 tx=2", facts.Settings["Channels"]);
        SettingsApplied applied = nobody.Ask<SettingsApplied>(new ApplySettings
        {
            Changes = [new SettingChange { Target = "sink0", Identity = facts.Identity, Setting = "Channels", Before = "rx=2", After = "rx=1" }],
        });
        Assert.Equal(FailureCode.PermissionDenied, applied.Failure!.Code);
    }

    private static AgentProcess ByIoctl() => AgentProcess.Start("env", ["UDPLAB_ETHTOOL=ioctl", AgentBinary.Path]);
}
