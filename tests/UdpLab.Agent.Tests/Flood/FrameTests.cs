using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using CsCheck;
using UdpLab.Agent.Flood;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>Frames look to a dissector as intended.</summary>
public sealed class FrameTests
{
    [Fact]
    public void AnIpv4FrameIsRightToTheByte()
    {
        Frame.Headers headers = new(PhysicalAddress.Parse("020000000001"), PhysicalAddress.Parse("020000000002"), IPAddress.Parse("198.18.0.1"), IPAddress.Parse("198.18.0.2"), 10_000, 9);

        Assert.Equal(
            "020000000002" + "020000000001" + "0800"
            + "4500002E00000000" + "4011" + HeaderSum("4500002E000000004011" + "0000" + "C6120001C6120002") + "C6120001" + "C6120002"
            + "27100009" + "001A" + "0000"
            + "BE9BE955" + "000000000000000000000000" + "D003",
            Convert.ToHexString(Frame.Build(headers, 60, 3)));
    }

    [Fact]
    public void Ipv4HeadersSumUpToAllOnes() => Gen.Select(Frames.Headers(ipv6: false), Gen.Int[60, 9000]).Sample(
        (headers, size) =>
        {
            byte[] frame = Frame.Build(headers, size, 0);
            Assert.Equal(0, InternetChecksum.Of(frame[14..34]));
            Assert.Equal(size - 14, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(16)));
            Assert.Equal(size - 34, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(38)));
            Assert.Equal(headers.Source, new IPAddress(frame.AsSpan(26, 4)));
            Assert.Equal(headers.Destination, new IPAddress(frame.AsSpan(30, 4)));
        });

    [Fact]
    public void Ipv6FramesHaveTheirLengthsAddressesAndPorts() => Gen.Select(Frames.Headers(ipv6: true), Gen.Int[80, 9000]).Sample(
        (headers, size) =>
        {
            byte[] frame = Frame.Build(headers, size, 0);
            Assert.Equal(size, frame.Length);
            Assert.Equal("86DD60000000", Convert.ToHexString(frame[12..18]));
            Assert.Equal(size - 54, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(18)));
            Assert.Equal("1140", Convert.ToHexString(frame[20..22]));
            Assert.Equal(headers.Source, new IPAddress(frame.AsSpan(22, 16)));
            Assert.Equal(headers.Destination, new IPAddress(frame.AsSpan(38, 16)));
            Assert.Equal(headers.SourcePort, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(54)));
            Assert.Equal(headers.DestinationPort, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(56)));
            Assert.Equal(size - 54, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(58)));
        });

    [Fact]
    public void AProbeIsOfAnEthertypeForExperiments()
    {
        byte[] frame = Frame.Probe(PhysicalAddress.Parse("020000000001"), PhysicalAddress.Parse("020000000002"));
        Assert.Equal("020000000002" + "020000000001" + "88B5" + new string('0', 92), Convert.ToHexString(frame));
    }

    private static string HeaderSum(string header) => InternetChecksum.Of(Convert.FromHexString(header)).ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
}
