using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The counters of a measurement, and the result if some of them cannot be read.</summary>
[Collection(Machine.Name)]
public sealed class MeasuredCounterTests
{
    [Fact]
    public void AnInterfaceThatGoesAwayIsSeenInItsCounters()
    {
        using Bed bed = new();
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress });
        trial.Arm(new Measure { Duration = 0.2, Interfaces = ["sink0"], Timeout = 0.2, WithFacts = true });
        Space.Run(bed.Facts.SinkNamespace, "ip", "link", "delete", "sink0");
        SinkResult result = trial.Finish().Result;

        DeviceCounters before = Assert.Single(result.Before.Devices), after = Assert.Single(result.After.Devices);
        Assert.True(before is { Index: > 0, Up: true, CarrierChanges: not null }, $"{before}");
        Assert.Equal((null, null), (after.Index, after.Up));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void ACounterThatCannotBeReadCostsItself()
    {
        Machine.RequireRoot();

        // Replaces a counter's file by an empty one.
        const string hide = "mount -t tmpfs none /mnt && touch /mnt/empty && mount --bind /mnt/empty /sys/class/net/lo/statistics/rx_dropped";
        using AgentProcess agent = AgentProcess.Start("unshare", ["-m", "sh", "-c", $"{hide} && exec \"$0\"", AgentBinary.Path]);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure { Interfaces = ["lo"] }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 1_000, RatePps = 10_000 })
            .MustConserve();

        Assert.Contains("rx_dropped does not contain a number", Assert.Single(trial.Result.After.Unreadable!), StringComparison.Ordinal);
        Assert.Contains("rx_packets", trial.Result.After.Devices[0].Statistics.Keys);
        Assert.NotEqual("", trial.Result.After.Snmp);
    }

    [Fact]
    public void FactsAreReadForEachMeasurement()
    {
        Machine.RequireRoot();
        const string setting = "/proc/sys/net/ipv4/conf/all/rp_filter";
        string before = File.ReadAllText(setting).Trim(), other = before == "0" ? "2" : "0";
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, AnyPortWillDo = true });
        try
        {
            Assert.Equal(before, Arm(agent)!.Files[setting]);
            File.WriteAllText(setting, other);
            Assert.Equal(other, Arm(agent)!.Files[setting]);
        }
        finally
        {
            File.WriteAllText(setting, before);
        }

        static ReadinessFacts? Arm(AgentProcess agent)
        {
            ReadinessFacts? facts = agent.Wait<Armed>(agent.Send(new Measure { WithFacts = true, Timeout = 0.1 })).Facts;
            agent.Ask<SinkResult>(new FinishMeasure());
            return facts;
        }
    }
}
