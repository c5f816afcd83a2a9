namespace UdpLab.Tests.Measuring;

public sealed class MeasuredLineRateTests
{
    [Fact]
    public void FloodAndSinkHaveTheirSharesOfTheInterfacesSpeed()
    {
        LineRate rate = MeasuredLineRate.Of(Measurement(18, Flood(60, 7_440_476)), null);

        Assert.Equal(10_000, rate.SpeedMbps);
        Assert.Equal("eth1", rate.Interface);
        Assert.Equal(14_880_952, rate.Pps);
        Assert.Equal(50, rate.FloodPercent!.Value, 4);
        Assert.Equal(1_000_000, rate.SinkPps!.Value, 6);
        Assert.Equal(6.72, rate.SinkPercent!.Value, 4);
    }

    [Fact]
    public void AGivenSpeedReplacesTheInterfaces()
    {
        LineRate rate = MeasuredLineRate.Of(Measurement(18, Flood(60, 1_000_000)) with { Nic = null }, 1_000);

        Assert.Equal(1_488_095, rate.Pps);
        Assert.Null(rate.Interface);
        Assert.Equal(67.2, rate.FloodPercent!.Value, 4);
    }

    /// <summary>Half of each is half of the link, whatever the sizes: 744,047 of 148 bytes and 372,023 of 296 on the wire.</summary>
    [Fact]
    public void FloodsOfSeveralSizesCountByWhatTheySent()
    {
        LineRate rate = MeasuredLineRate.Of(Measurement(100, Flood(124, 200_000), Flood(272, 100_000)), null);

        Assert.Equal(300_000, rate.FloodPps!.Value, 6);
        Assert.Equal(((200_000 * 148) + (100_000 * 296)) / 300_000.0, rate.WireSize, 6);
        Assert.Equal(100.0 * ((200_000 * 148) + (100_000 * 296)) * 8 / 10e9, rate.FloodPercent!.Value, 6);
    }

    [Fact]
    public void TrafficFromElsewhereHasTheSizeThatWasReceived()
    {
        LineRate rate = MeasuredLineRate.Of(Measurement(254), null);

        Assert.Equal(296, rate.PacketSize, 9);
        Assert.Equal(3_906_250, rate.Pps);
        Assert.Null(rate.FloodPercent);
        Assert.NotNull(rate.SinkPercent);
    }

    /// <summary>pktgen's -Imix decides the sizes, and the flood's PacketSize has no effect.</summary>
    [Fact]
    public void PacketsLargerThanTheFloodsWereOfAMix() => Assert.Equal(400, MeasuredLineRate.Of(Measurement(358, Flood(60, 1_000_000)), null).PacketSize, 9);

    [Fact]
    public void AnIpv6FloodHasTheSizeItSays()
    {
        LineRate rate = MeasuredLineRate.Of(Measurement(16, Flood(78, 1_000_000) with { Destination = "2001:db8::1" }), null);

        Assert.True(rate.Ipv6);
        Assert.Equal(78, rate.PacketSize, 9);
        Assert.Equal(16, rate.PayloadSize, 9);
    }

    [Fact]
    public void AnUnknownNumberOfPacketsHasNoShare()
    {
        LineRate rate = MeasuredLineRate.Of(Measurement(18, Flood(60, null)), null);

        Assert.Null(rate.FloodPps);
        Assert.Null(rate.FloodPercent);
        Assert.Equal(14_880_952, rate.Pps);
    }

    [Fact]
    public void WithoutASpeedThereIsNoLineRate()
    {
        LabException error = Assert.Throws<LabException>(() => MeasuredLineRate.Of(Measurement(18, Flood(60, 1)) with { Nic = null }, null));

        Assert.Equal("SpeedMbps", error.Parameter);
        Assert.Equal("NotSupported", error.Kind);
    }

    private static SinkMeasurement Measurement(int payload, params UdpFlood[] floods) => new()
    {
        Host = LabHosts.Local,
        Address = "0.0.0.0",
        Packets = 1_000_000,
        Bytes = 1_000_000L * payload,
        Seconds = 1,
        Flood = floods.Length == 0 ? null : [.. floods],
        Nic = new LabNic { Host = LabHosts.Local, Name = "eth1", SpeedMbps = 10_000, Counters = new LabNicCounters() },
        Ledger = new Ledger { Sent = null },
    };

    private static UdpFlood Flood(int size, long? pps) => new()
    {
        Host = LabHosts.Local,
        Destination = "192.0.2.1",
        PacketSize = size,
        Outcome = new FloodOutcome { Sent = pps, Seconds = 1 },
    };
}
