using CsCheck;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>What is a pktgen header and what is not.</summary>
public sealed unsafe class HeaderCheckerTests
{
    [Fact]
    public void APayloadTooShortForAHeaderHasBadMagic()
    {
        using HeaderChecker checker = new();
        for (int length = 0; length < PktgenHeader.Length; length++)
        {
            checker.Check(Payload.Of(0, 0)[..length]);
        }

        Assert.Equal(new HeaderFindings { BadMagic = PktgenHeader.Length }, HeaderSummary.Of([checker]));
        Assert.Empty(checker.Used);
    }

    [Fact]
    public void AnyWrongBitOfTheMagicIsNoticed()
    {
        using HeaderChecker checker = new();
        for (int bit = 0; bit < 32; bit++)
        {
            byte[] payload = Payload.Of(0, 0);
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
            checker.Check(payload);
        }

        Assert.Equal(32, checker.BadMagic);
    }

    [Theory]
    [InlineData(PktgenHeader.Length)]
    [InlineData(PktgenHeader.Length + 1)]
    public void AHeaderWithoutRoomForATagIsStream0(int length)
    {
        using HeaderChecker checker = new();
        checker.Check(Payload.Of(5, 1)[..length]);
        checker.Check(Payload.Of(5, 3)[..length]);
        Assert.Equal([0], checker.Used);
        Assert.Equal(1, HeaderSummary.Of([checker]).Lost);
    }

    [Fact]
    public void ExactlyTheTagsOfOurOwnFloodsNameAStream() => Gen.UShort.Sample(
        tag =>
        {
            byte[] payload = Payload.Of(0, 1);
            payload[16] = (byte)(tag >> 8);
            payload[17] = (byte)tag;
            using HeaderChecker checker = new();
            checker.Check(payload);
            Assert.Equal([tag >> 12 == 0xD ? tag & 0xFFF : 0], checker.Used);
        },
        iter: 5_000);

    [Fact]
    public void TheHeaderIsPktgens()
    {
        byte[] payload = new byte[20];
        PktgenHeader.Write(payload, 0x123, 0x01020304, 1_700_000_000_123_456_789);
        Assert.Equal("BE9BE95501020304" + "6553F100" + "0001E240" + "D123" + "0000", Convert.ToHexString(payload));
    }

    [Fact]
    public void LatencyIsTheDifferenceOfTheClocksInMicroseconds()
    {
        byte[] payload = new byte[18];
        PktgenHeader.Write(payload, 0, 0, 1_700_000_000_999_999_000);
        fixed (byte* bytes = payload)
        {
            Assert.Equal(2, HeaderChecker.LatencyMicroseconds(bytes, 18, 1_700_000_001_000_001_500));
            Assert.Equal(0, HeaderChecker.LatencyMicroseconds(bytes, 16, 1_700_000_000_999_999_999));
            Assert.True(HeaderChecker.LatencyMicroseconds(bytes, 15, 1_700_000_001_000_001_500) < 0, "too short");
            bytes[0] = 0;
            Assert.True(HeaderChecker.LatencyMicroseconds(bytes, 18, 1_700_000_001_000_001_500) < 0, "wrong magic");
        }
    }

    [Theory]
    [InlineData(false, 60, 42)]
    [InlineData(true, 80, 62)]
    public void TheSmallestPacketHoldsTheHeader(bool ipv6, int smallest, int overhead)
    {
        Assert.Equal(smallest, PktgenHeader.MinimumPacketSize(ipv6));
        Assert.Equal(overhead, PktgenHeader.Overhead(ipv6));
    }
}
