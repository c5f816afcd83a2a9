using UdpLab.Wire;

namespace UdpLab.Core.Tests.Guest;

/// <summary>The frames between a controller and a guest.</summary>
public sealed class GuestFrameTests
{
    [Fact]
    public void FramesAreReadAsTheyWereWritten()
    {
        using MemoryStream stream = new();
        GuestFrame.Write(stream, GuestFrameKind.Start, 7, "--netns\0x\0"u8);
        GuestFrame.Write(stream, GuestFrameKind.Close, 8, []);
        GuestFrame.Write(stream, GuestFrameKind.Data, 7, new byte[GuestFrame.Longest]);
        stream.Position = 0;
        Assert.Equal("--netns\0x\0"u8.ToArray(), GuestFrame.Read(stream)!.Value.Bytes);
        (GuestFrameKind kind, int number, byte[] bytes) = GuestFrame.Read(stream)!.Value;
        Assert.Equal((GuestFrameKind.Close, 8, 0), (kind, number, bytes.Length));
        Assert.Equal(GuestFrame.Longest, GuestFrame.Read(stream)!.Value.Bytes.Length);
        Assert.Null(GuestFrame.Read(stream));
    }

    [Fact]
    public void AnIncompleteFrameIsTheEnd()
    {
        using MemoryStream stream = new();
        GuestFrame.Write(stream, GuestFrameKind.Data, 1, "abc"u8);
        Assert.Null(GuestFrame.Read(new MemoryStream(stream.ToArray()[..^1])));
        Assert.Null(GuestFrame.Read(new MemoryStream(stream.ToArray()[..4])));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(3, -1)]
    [InlineData(3, GuestFrame.Longest + 1)]
    public void WhatIsNoFrameIsRefused(byte kind, int length) =>
        Assert.Throws<InvalidDataException>(() => GuestFrame.Read(new MemoryStream([kind, 1, 0, 0, 0, .. BitConverter.GetBytes(length), 0])));
}
