using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Payloads as text, and plans with payloads that cannot be.</summary>
public sealed class PayloadTests
{
    [Theory]
    [InlineData("0a0b", "0a0b")]
    [InlineData(" 0x0A0B\n", "0a0b")]
    [InlineData("0a:0b-0c 0d\n0e\t0f", "0a0b0c0d0e0f")]
    [InlineData("0x0a 0X0b0c", "0a0b0c")]
    [InlineData("0x0a 0x", null)]
    [InlineData("0a0x0b", null)]
    [InlineData("00", "00")]
    [InlineData("", null)]
    [InlineData("0x", null)]
    [InlineData("0", null)]
    [InlineData("0a0", null)]
    [InlineData("0 a", null)]
    [InlineData("0a 0", null)]
    [InlineData("query.bin", null)]
    [InlineData(":0a", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    public void TextIsBytesOrNot(string text, string? hex) => Assert.Equal(hex, PayloadText.Parse(text) is { } bytes ? PayloadText.Format(bytes) : null);

    [Fact]
    public void EveryPayloadIsItselfAgain() => Gen.Byte.Array[1, 300].Sample(bytes => Assert.Equal(bytes, PayloadText.Parse(PayloadText.Format(bytes))), iter: 500);

    [Fact]
    public void AnyTextIsReadOrLeftOut() => Gen.Char["0123456789abcxX :-\n"].Array[0, 40].Select(chars => new string(chars)).Sample(text => _ = PayloadText.Parse(text), iter: 20_000);

    public static TheoryData<int, string?, string> Plans => new()
    {
        { 0, "PayloadHeader", "there is none" },
        { 1, "PayloadHeader", "payload 2 has 17 bytes" },
        { 2, "Payload", "omit -PacketSize 60" },
        { 3, "Payload", "omit -PayloadSize 60" },
        { 4, "Payload", "65508 bytes" },
        { 5, "Payload", "4097 payloads" },
        { 6, "Payload", "together; give 262144" },
        { 7, null, "" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void WhatCannotBeIsNamed(int plan, string? parameter, string words)
    {
        byte[][] some = [new byte[18], new byte[17]];
        FloodPlan[] plans =
        [
            new() { PayloadHeader = true },
            new() { Payloads = some, PayloadHeader = true },
            new() { Payloads = some, PacketSize = 60 },
            new() { Payloads = some, PayloadSize = 60 },
            new() { Payloads = [new byte[65508]] },
            new() { Payloads = [.. Enumerable.Repeat(some[0], 4097)] },
            new() { Payloads = [.. Enumerable.Repeat(new byte[65507], 5)] },
            new() { Payloads = [some[0]], PayloadHeader = true },
        ];
        if (parameter is null)
        {
            FloodCombinations.Check(plans[plan]);
            return;
        }

        LabException refused = Assert.Throws<LabException>(() => FloodCombinations.Check(plans[plan]));
        Assert.Equal((FailureCode.InvalidArgument, parameter), (refused.Code, refused.Parameter));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("198.18.0.2", new[] { 1 }, 60)]
    [InlineData("198.18.0.2", new[] { 18, 100 }, 142)]
    [InlineData("::1", new[] { 1 }, 63)]
    public void TheFrameHasRoomForTheLongest(string destination, int[] sizes, int packet)
    {
        FloodPlan plan = new() { Destination = System.Net.IPAddress.Parse(destination), Payloads = [.. sizes.Select(size => new byte[size])] };
        Assert.Equal(packet, FloodCompletion.Complete(LabHosts.Local, plan, null).PacketSize);
    }

    [Fact]
    public void AFloodKnowsItsMeanSize()
    {
        UdpFlood flood = new() { Host = LabHosts.Local, Destination = "198.18.0.2", PacketSize = 142, Payload = [new string('0', 200), "00"] };
        Assert.Equal((142 + 60) / 2.0, flood.MeanPacketSize);
        Assert.Equal(142, (flood with { Payload = [] }).MeanPacketSize);
    }
}
