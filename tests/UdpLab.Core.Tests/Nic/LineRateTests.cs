using System.Collections;
using CsCheck;

namespace UdpLab.Tests.Nic;

public sealed class LineRateTests
{
    [Theory]
    [InlineData(10_000, 60, 14_880_952)]
    [InlineData(10_000, 296, 3_906_250)]
    [InlineData(10_000, 300, 3_858_024)]
    [InlineData(10_000, 1514, 812_743)]
    [InlineData(25_000, 60, 37_202_380)]
    [InlineData(100_000, 60, 148_809_523)]
    [InlineData(400_000, 1514, 32_509_752)]
    public void ALinkCarriesSoManyPackets(int speed, int size, long pps) => Assert.Equal(pps, LineRate.Of(speed, new FrameMix(size)).Pps);

    /// <summary>RFC 2544 appendix B, "Ethernet": its sizes have the FCS, and its 10 Mbit/s are exact.</summary>
    [Theory]
    [InlineData(64, 14_880)]
    [InlineData(128, 8_445)]
    [InlineData(256, 4_528)]
    [InlineData(512, 2_349)]
    [InlineData(768, 1_586)]
    [InlineData(1024, 1_197)]
    [InlineData(1280, 961)]
    [InlineData(1518, 812)]
    public void TheRatesAreThoseOfRfc2544(int withFcs, long pps) => Assert.Equal(pps, LineRate.Of(10, new FrameMix(withFcs - 4)).Pps);

    [Fact]
    public void TheBitRatesAreOfPayloadFramesAndWire()
    {
        LineRate rate = LineRate.Of(10_000, new FrameMix(60));

        Assert.Equal(84, rate.WireSize);
        Assert.Equal(18, rate.PayloadSize);
        Assert.Equal(67.2, rate.NsPerPacket, 9);
        Assert.Equal(10_000.0 * 18 / 84, rate.PayloadMbps, 9);
        Assert.Equal(10_000.0 * 64 / 84, rate.FrameMbps, 9);
        Assert.Equal(10_000, rate.WireMbps, 9);
        Assert.Equal("14,880,952 pps of 60 B at 10,000 Mbit/s", rate.ToString());
    }

    [Theory]
    [InlineData(60, 1, 14_204_545)]
    [InlineData(60, 2, 13_586_956)]
    [InlineData(56, 1, 14_880_952)]
    public void EachTagTakesFourBytesMore(int size, int tags, long pps) => Assert.Equal(pps, LineRate.Of(10_000, new FrameMix(size), tags).Pps);

    [Fact]
    public void AShorterFrameIsPaddedOnTheWireButHasNoMorePayload()
    {
        LineRate rate = LineRate.Of(10_000, new FrameMix(46));

        Assert.Equal(14_880_952, rate.Pps);
        Assert.Equal(4, rate.PayloadSize);
    }

    [Fact]
    public void Ipv6TakesTwentyBytesOfThePayload()
    {
        Assert.Equal(LineRate.Of(1_000, new FrameMix(128)).Pps, LineRate.Of(1_000, new FrameMix(128), ipv6: true).Pps);
        Assert.Equal(128 - 62, LineRate.Of(1_000, new FrameMix(128), ipv6: true).PayloadSize);
        LabException error = Assert.Throws<LabException>(() => LineRate.Of(1_000, new FrameMix(60), ipv6: true));
        Assert.Equal("PacketSize", error.Parameter);
        Assert.Equal("-PacketSize 60: a UDP packet over IPv6 has 62 bytes of headers, so its frame has at least as many.", error.Message);
    }

    /// <summary>40, 576 and 1500 bytes of IP, 7:4:1: (7 × 84 + 4 × 614 + 1538) / 12 bytes on the wire.</summary>
    [Theory]
    [InlineData("Imix")]
    [InlineData("IMIX")]
    [InlineData("60:7,590:4,1514:1")]
    [InlineData("1514:2, 60:14, 590:8")]
    [InlineData("60,7 590,4 1514,1")]
    public void AMixCountsByItsPackets(string mix)
    {
        LineRate rate = LineRate.Of(10_000, new FrameMix(mix));

        Assert.Equal(4582.0 / 12, rate.WireSize, 9);
        Assert.Equal(4294.0 / 12, rate.PacketSize, 9);
        Assert.Equal(3_273_679, rate.Pps);
        Assert.NotNull(rate.Mix);
    }

    [Fact]
    public void AMixByNameHasRoomForIpv6()
    {
        LineRate rate = LineRate.Of(10_000, new FrameMix("Imix"), ipv6: true);

        Assert.Equal(((7 * 62) + (4 * 590) + 1514) / 12.0, rate.PacketSize, 9);
        _ = Assert.Throws<LabException>(() => LineRate.Of(10_000, new FrameMix("60:7,590:4"), ipv6: true));
    }

    /// <summary>RFC 6985 section 4: a is 64 bytes with FCS, f 1280, g 1518.</summary>
    [Fact]
    public void AGenomeIsAMix()
    {
        FrameMix mix = new("aaafg");

        Assert.Equal([(60, 3), (1276, 1), (1514, 1)], mix.Entries);
        Assert.Equal("aaafg", mix.ToString());
    }

    [Fact]
    public void ATableIsAMix() => Assert.Equal([(60, 7), (1514, 1)], new FrameMix(new Hashtable { [1514] = 1, [60] = "7" }).Entries);

    [Theory]
    [InlineData("60..63", "60,61,62,63")]
    [InlineData("63..60", "63,62,61,60")]
    [InlineData("60..60", "60")]
    [InlineData("rfc2544", "60,124,252,508,1020,1276,1514")]
    public void ARangeAndAListAreSeveralSizes(string text, string sizes) => Assert.Equal(sizes, string.Join(',', FrameMixText.Parse(text).AsEnumerable()));

    [Theory]
    [InlineData("")]
    [InlineData("41")]
    [InlineData("65550")]
    [InlineData("-60")]
    [InlineData("60.5")]
    [InlineData("6e1")]
    [InlineData("60:")]
    [InlineData("60:0")]
    [InlineData("60:7:4")]
    [InlineData("60:7;590:4")]
    [InlineData("60:99999999999")]
    [InlineData("60..")]
    [InlineData("60..20000")]
    [InlineData("60,128")]
    [InlineData("imix2")]
    [InlineData("aaz")]
    public void WhatMeansNoSizeIsRefused(string text) => Assert.StartsWith($"'{text}' is neither a size nor a mix", Assert.Throws<FormatException>(() => FrameMixText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void TheWireIsAlwaysFull() => Gen.Select(Gen.Int[1, 10_000_000], Gen.Select(Gen.Int[62, 9000], Gen.Int[1, 1000]).Array[1, 9], Gen.Int[0, 2], Gen.Bool).Sample(
        (speed, mix, tags, ipv6) =>
        {
            LineRate rate = LineRate.Of(speed, new FrameMix(string.Join(',', mix.Select(m => $"{m.Item1}:{m.Item2}"))), tags, ipv6);
            return Math.Abs(rate.WireMbps - speed) <= 1e-9 * speed && rate.PayloadMbps < rate.FrameMbps && rate.FrameMbps < speed && rate.Pps == Math.Floor(speed * 1e6 / 8 / rate.WireSize);
        },
        iter: 10_000);

    [Theory]
    [InlineData(true, "virtio_net", "virtio0 of local has no speed: its driver virtio_net reports none, as virtual interfaces do. Give the speed of the link with -SpeedMbps.")]
    [InlineData(true, null, "virtio0 of local has no speed: it reports none, as virtual interfaces do. Give the speed of the link with -SpeedMbps.")]
    [InlineData(false, "e1000e", "virtio0 of local has no speed: its link is down. Give the speed of the link with -SpeedMbps.")]
    public void AnInterfaceWithoutASpeedHasNoLineRate(bool up, string? driver, string message)
    {
        LabException error = Assert.Throws<LabException>(() => LineRate.Of(Nic(null) with { LinkUp = up, Driver = driver }, new FrameMix(60)));

        Assert.Equal(message, error.Message);
        Assert.Equal("SpeedMbps", error.Parameter);
    }

    [Fact]
    public void AnInterfaceHasTheRateOfItsSpeed()
    {
        LineRate rate = LineRate.Of(Nic(1_000), new FrameMix(60));

        Assert.Equal(1_488_095, rate.Pps);
        Assert.Equal("virtio0", rate.Interface);
        Assert.Equal("local", rate.Host!.Name);
    }

    private static LabNic Nic(int? speed) => new() { Host = LabHosts.Local, Name = "virtio0", SpeedMbps = speed, Counters = new LabNicCounters() };
}
