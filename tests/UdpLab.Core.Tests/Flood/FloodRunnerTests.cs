using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Parameters not given to a flood come from the sink downstream, then from the defaults.</summary>
public class FloodRunnerTests
{
    private static readonly InterfaceAddress[] _addresses =
    [
        new() { Interface = "lo", Address = "127.0.0.1", PrefixLength = 8 },
        new() { Interface = "eth1", Address = "198.18.0.2", PrefixLength = 30, MacAddress = "02:00:00:00:00:02" },
        new() { Interface = "eth1", Address = "2001:2::2", PrefixLength = 64, MacAddress = "02:00:00:00:00:02" },
        new() { Interface = "eth2", Address = "198.18.1.2", PrefixLength = 30, MacAddress = "02:00:00:00:00:03" },
    ];

    [Fact]
    public void AloneItGoesToPort9OfThisMachineForThreeSeconds()
    {
        OpenFlood asked = Open(new FloodPlan());

        Assert.Equal(("127.0.0.1", 9, 60, 3.0), (asked.Destination!, asked.Port, asked.PacketSize, asked.Duration!.Value));
        Assert.Null(asked.Count);
    }

    [Fact]
    public void ACountLeavesTheDurationAway()
    {
        OpenFlood asked = Open(new FloodPlan { Count = 7 });

        Assert.Equal(7, asked.Count);
        Assert.Null(asked.Duration);
    }

    [Fact]
    public void WhatItIsToldItDoes()
    {
        OpenFlood asked = Open(new FloodPlan
        {
            Destination = IPAddress.Parse("::1"),
            Port = 5001,
            Source = IPAddress.Parse("::2"),
            DestinationMac = PhysicalAddress.Parse("02-AB-CD-00-00-09"),
            Duration = 0.5,
            Flows = 4,
            RatePps = 100,
            Threads = 2,
            Cpus = [1],
            Burst = 3,
            Gso = 5,
            Interface = "eth9",
        });

        Assert.Equal(("::1", 5001, "::2", "02:ab:cd:00:00:09"), (asked.Destination!, asked.Port, asked.Source!, asked.DestinationMac!));
        Assert.Equal((0.5, 4, 100.0, 2, 3, 5), (asked.Duration!.Value, asked.Flows, asked.RatePps!.Value, asked.Threads!.Value, asked.Burst!.Value, asked.Gso!.Value));
        Assert.Equal([1], asked.Cpus);
        Assert.Equal("eth9", asked.Interface);
    }

    [Theory]
    [InlineData("127.0.0.1", null, 60)]
    [InlineData("::1", null, 80)]
    [InlineData("::1", 1000, 1000)]
    public void ThePacketSizeDependsOnTheFamily(string destination, int? told, int expected) =>
        Assert.Equal(expected, Open(new FloodPlan { Destination = IPAddress.Parse(destination), PacketSize = told }).PacketSize);

    [Fact]
    public void AddressAndPortOfTheSinkAreTaken()
    {
        OpenFlood asked = Open(new FloodPlan(), new SinkPlan(), Ready("127.0.0.5", 7001));

        Assert.Equal(("127.0.0.5", 7001), (asked.Destination!, asked.Port));
    }

    [Fact]
    public void APortThatWasToldIsKept() => Assert.Equal(5, Open(new FloodPlan { Port = 5 }, new SinkPlan(), Ready("127.0.0.5", 5)).Port);

    [Theory]
    [InlineData(null, null, 60)]
    [InlineData(18, null, 60)]
    [InlineData(1472, null, 1514)]
    [InlineData(18, 5, 64)]
    [InlineData(null, 5, 64)]
    [InlineData(null, -1, 60)]
    public void ThePayloadIsThePacketWithoutHeaders(int? payload, int? vlan, int packet) =>
        Assert.Equal(packet, Open(new FloodPlan { PayloadSize = payload, Pktgen = new PktgenSettings { VlanId = vlan } }).PacketSize);

    [Fact]
    public void ThePayloadOfIpv6LeavesRoomForALargerHeader() => Assert.Equal(1534, Open(new FloodPlan { Destination = IPAddress.IPv6Loopback, PayloadSize = 1472 }).PacketSize);

    [Theory]
    [InlineData("lo", null)]
    [InlineData(null, "lo")]
    [InlineData("lo", "lo")]
    public void TheInterfaceLoIsLoopback(string? flood, string? sink) =>
        Assert.Equal("127.0.0.1", Open(new FloodPlan { Interface = flood }, new SinkPlan { Interface = sink }, Ready("0.0.0.0", 1), sameHost: true).Destination);

    [Fact]
    public void AnIpv6SourceAloneGoesToIpv6() => Assert.Equal("::1", Open(new FloodPlan { Source = IPAddress.IPv6Loopback }).Destination);

    /// <summary>What the sink downstream cannot receive: another port, another address, another family, another host's loopback, another interface.</summary>
    [Theory]
    [InlineData("127.0.0.1", 7001, true, null, null, "Port", 6001)]
    [InlineData("127.0.0.1", 1, true, null, "127.0.0.2", "Destination", null)]
    [InlineData("0.0.0.0", 1, true, null, "10.9.9.9", "Destination", null)]
    [InlineData("0.0.0.0", 1, false, null, "127.0.0.1", "Destination", null)]
    [InlineData("0.0.0.0", 1, false, null, "224.0.0.1", "Destination", null)]
    [InlineData("0.0.0.0", 1, true, null, "::1", "Destination", null)]
    [InlineData("0.0.0.0", 1, true, "eth1", null, "Interface", null)]
    [InlineData("0.0.0.0", 1, false, "lo", null, "Interface", null)]
    public void WhatTheSinkCannotReceiveIsRefused(string bound, int sinkPort, bool sameHost, string? sinkInterface, string? destination, string parameter, int? port)
    {
        FloodPlan plan = new() { Port = port, Destination = destination is null ? null : IPAddress.Parse(destination) };
        LabException refused = Assert.Throws<LabException>(() => Open(plan, new SinkPlan { Interface = sinkInterface }, Ready(bound, sinkPort), sameHost));
        Assert.Equal(("InvalidArgument", parameter), (refused.Kind, refused.Parameter));
        Assert.Contains(destination ?? sinkInterface ?? "6001", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", "198.18.0.2", false)]
    [InlineData("0.0.0.0", "198.18.1.2", true)]
    [InlineData("0.0.0.0", "127.0.0.2", true)]
    [InlineData("127.0.0.2", "127.0.0.2", true)]
    [InlineData("::", "2001:2::2", false)]
    public void WhatTheSinkCanReceiveIsSent(string bound, string destination, bool sameHost) =>
        Assert.Equal(destination, Open(new FloodPlan { Destination = IPAddress.Parse(destination) }, new SinkPlan(), Ready(bound, 1), sameHost).Destination);

    [Fact]
    public void ForceKnowsAWayToTheSink() =>
        Assert.Equal("203.0.113.7", Open(new FloodPlan { Destination = IPAddress.Parse("203.0.113.7"), Force = true }, new SinkPlan(), Ready("0.0.0.0", 1)).Destination);

    [Fact]
    public void ForceSendsToAnotherPort() => Assert.Equal(6001, Open(new FloodPlan { Port = 6001, Force = true }, new SinkPlan(), Ready("127.0.0.1", 7001)).Port);

    [Theory]
    [InlineData("8-10", false)]
    [InlineData("7001", false)]
    [InlineData("10-20", true)]
    public void PortsOfPktgenMustIncludeTheSinks(string ports, bool refused)
    {
        FloodPlan plan = new() { Pktgen = new PktgenSettings { DestinationPort = new PktgenRange(ports) } };
        SinkReady ready = Ready("127.0.0.5", ports == "7001" ? 7001 : 9);
        if (refused)
        {
            Assert.Equal("Pktgen", Assert.Throws<LabException>(() => Open(plan, new SinkPlan(), ready)).Parameter);
        }
        else
        {
            Assert.Equal(ready.Port, Open(plan, new SinkPlan(), ready).Port);
        }
    }

    [Theory]
    [InlineData("::1,127.0.0.1", null, "::1")]
    [InlineData("::1,127.0.0.1", "0.0.0.0", "127.0.0.1")]
    [InlineData("198.18.0.2,2001:db8::2", "::", "2001:db8::2")]
    [InlineData("198.18.0.2", "::", null)]
    public void ANamesAddressIsOfThePartnersFamily(string addresses, string? partner, string? expected)
    {
        IPAddress? other = partner is null ? null : IPAddress.Parse(partner);
        if (expected is null)
        {
            Assert.Equal("Destination", Assert.Throws<LabException>(() => FloodCompletion.Choose("dut", addresses.Split(','), other)).Parameter);
        }
        else
        {
            Assert.Equal(IPAddress.Parse(expected), FloodCompletion.Choose("dut", addresses.Split(','), other));
        }
    }

    [Theory]
    [InlineData(3.0, null, null, null, true)]
    [InlineData(4.0, null, null, 4.0, true)]
    [InlineData(0.5, 100L, 100.0, null, false)]
    [InlineData(1.0, 100L, 100.0, null, true)]
    [InlineData(60.0, 100L, null, null, false)]
    public void AWarmupAsLongAsTheFloodIsRefused(double warmup, long? count, double? rate, double? duration, bool refused)
    {
        FloodPlan plan = new() { Count = count, RatePps = rate, Duration = duration };
        using FakeAgent generator = new(Plays.FloodPlay(Plays.End(sent: 1)));
        using FakeAgent sink = new(FakeAgent.Says(FakeAgent.Hello), "?", FakeAgent.Says(Ready("127.0.0.5", 1)));
        using SinkRunner runner = SinkRunner.Open(new FakeHost("sink", sink), new SinkPlan { Warmup = warmup }, new SenderHints(null, null), default);
        LabException? error = Record.Exception(() => FloodGroup.Open([new FakeHost("gen", generator)], plan, SinkAndFlood.TargetOf(runner), default).Dispose()) as LabException;
        Assert.Equal(refused ? "Warmup" : null, error?.Parameter);
        Assert.DoesNotContain(generator.Asked, r => r is StartFlood);
    }

    [Fact]
    public void ToAnotherHostTheRoutesDecide()
    {
        OpenFlood asked = Open(new FloodPlan(), new SinkPlan(), Ready("0.0.0.0", 7001));

        Assert.Null(asked.Destination);
        Assert.Equal(["127.0.0.1", "198.18.0.2", "198.18.1.2"], asked.SinkAddresses.Select(a => a.Address));
        Assert.Equal(60, asked.PacketSize);
    }

    [Fact]
    public void OnlyTheSinksInterfaceAndFamilyCount()
    {
        Assert.Equal(["198.18.1.2"], Open(new FloodPlan(), new SinkPlan { Interface = "eth2" }, Ready("0.0.0.0", 1)).SinkAddresses.Select(a => a.Address));
        OpenFlood asked = Open(new FloodPlan(), new SinkPlan(), Ready("::", 1));
        Assert.Equal(["2001:2::2"], asked.SinkAddresses.Select(a => a.Address));
        Assert.Equal(80, asked.PacketSize);
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "::1")]
    public void OnTheSameHostItIsLoopback(string bound, string destination) =>
        Assert.Equal(destination, Open(new FloodPlan(), new SinkPlan(), Ready(bound, 1), sameHost: true).Destination);

    [Theory]
    [InlineData(null, null, 3.0)]
    [InlineData(2.0, null, null)]
    [InlineData(null, 10L, null)]
    public void ASinkThatDecidesHowLongLetsTheFloodGoOn(double? duration, long? count, double? expected) =>
        Assert.Equal(expected, Open(new FloodPlan(), new SinkPlan { Duration = duration, Count = count }, Ready("127.0.0.1", 1)).Duration);

    [Fact]
    public void ADurationThatWasToldIsKeptAlsoThen() =>
        Assert.Equal(0.7, Open(new FloodPlan { Duration = 0.7 }, new SinkPlan { Count = 5 }, Ready("127.0.0.1", 1)).Duration);

    [Fact]
    public void FamiliesMustMatch()
    {
        LabException source = Assert.Throws<LabException>(() => Open(new FloodPlan { Destination = IPAddress.Loopback, Source = IPAddress.IPv6Loopback }));
        Assert.Equal(("InvalidArgument", "Source"), (source.Kind, source.Parameter));
        LabException sink = Assert.Throws<LabException>(() => Open(new FloodPlan { Destination = IPAddress.Loopback }, new SinkPlan(), Ready("::", 1)));
        Assert.Equal(("InvalidArgument", "Destination"), (sink.Kind, sink.Parameter));
    }

    [Fact]
    public void InjectionAloneNeedsADestination() =>
        Assert.Equal("Destination", Assert.Throws<LabException>(() => Open(new FloodPlan { Inject = true, Interface = "eth1" })).Parameter);

    [Theory]
    [InlineData(false, false, false, FloodState.Completed)]
    [InlineData(true, false, false, FloodState.Stopped)]
    [InlineData(true, true, false, FloodState.Completed)]
    [InlineData(true, false, true, FloodState.Failed)]
    public void TheEndDecidesTheState(bool stopped, bool bySink, bool failed, FloodState expected)
    {
        FloodResult end = Plays.End(sent: 10) with { Stopped = stopped, Failure = failed ? new Failure { Code = FailureCode.System, Message = "cable cut" } : null };
        using FakeAgent agent = new(Plays.FloodPlay(end));
        using FloodGroup runner = FloodGroup.Open([new FakeHost("gen", agent)], new FloodPlan(), null, default);
        UdpFlood flood = runner.Start(default)[0];
        Assert.Equal(FloodState.Running, flood.State);
        Plays.Await(() => runner.Poll(bySink));

        Assert.Equal(expected, flood.State);
        Assert.Equal(10, flood.Sent);
        Assert.Equal(2.0, flood.Seconds);
        Assert.Equal(5.0, flood.Pps);
        Assert.Equal(failed ? "gen: cable cut" : null, runner.Floods[0].Failure?.Message);
    }

    [Fact]
    public void LettingGoOfARunningFloodStopsIt()
    {
        using FakeAgent agent = new([.. Plays.FloodPlay(Plays.End(sent: 1))[..5]]);
        FloodGroup runner = FloodGroup.Open([new FakeHost("gen", agent)], new FloodPlan(), null, default);
        UdpFlood flood = runner.Start(default)[0];
        runner.Dispose();

        Assert.Equal(FloodState.Stopped, flood.State);
    }

    private static SinkReady Ready(string address, int port) => new() { Id = 1, Address = address, Port = port, ReceiveBuffer = 1, Addresses = _addresses };

    /// <summary>The request to the generator's agent.</summary>
    private static OpenFlood Open(FloodPlan plan, SinkPlan? sinkPlan = null, SinkReady? ready = null, bool sameHost = false)
    {
        using FakeAgent generator = new(Plays.FloodPlay(Plays.End(sent: 1)));
        using FakeAgent sink = new(FakeAgent.Says(FakeAgent.Hello), "?", ready is null ? "0" : FakeAgent.Says(ready));
        using SinkRunner? runner = ready is null ? null : SinkRunner.Open(new FakeHost("sink", sink), sinkPlan!, new SenderHints(null, null), default);
        FloodRunner.Open(new FakeHost(sameHost ? "sink" : "gen", generator), plan, runner is null ? null : SinkAndFlood.TargetOf(runner), default).Dispose();
        return Assert.IsType<OpenFlood>(Assert.Single(generator.Asked));
    }
}
