using System.Buffers.Binary;
using CsCheck;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Kernel;

/// <summary>Messages have the layout of rtnetlink(7), and reading damaged ones never reads beyond their end.</summary>
public sealed class NetlinkTests
{
    private const ushort Interface = 3, Info = 18, Kind = 1, Data = 2, Peer = 1;

    [Fact]
    public void ARequestIsRightToTheByte()
    {
        byte[] message = new NetlinkMessage(16, NetlinkMessage.Acknowledge | NetlinkMessage.Create, [1, 2, 3, 4])
            .Add(Interface, "veth0")
            .Add(4, 1500)
            .Nest(Info, info => info.Add(Kind, "veth").Nest(Data, data => data.Nest(Peer, peer => peer.Add(Interface, "p"), [9, 9, 9, 9])))
            .ToArray();
        Assert.Equal(
            "4C000000" + "1000" + "0504" + "01000000" + "00000000" // length, RTM_NEWLINK, REQUEST|ACK|CREATE, sequence 1, pid 0
            + "01020304"
            + "0A000300" + "766574683000" + "0000" // IFLA_IFNAME, padded to 4
            + "08000400" + "DC050000"
            + "24001200" // IFLA_LINKINFO
            + "09000100" + "7665746800" + "000000"
            + "14000200" + "10000100" + "09090909"
            + "06000300" + "7000" + "0000",
            Convert.ToHexString(message));
        Assert.Equal(0x4C, message.Length);
    }

    [Fact]
    public void WhatWasWrittenIsFoundAgain() => Gen.Select(Gen.UShort[1, 0x3fff], Gen.Byte.Array[0, 40]).Array[0, 10].Sample(attributes =>
    {
        NetlinkMessage message = new(16, 0, new byte[16]);
        foreach ((ushort type, byte[] value) in attributes)
        {
            message.Add(type, value);
        }

        byte[] bytes = message.ToArray();
        Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        Assert.Equal(0, bytes.Length % 4);
        foreach ((ushort type, _) in attributes)
        {
            byte[] first = attributes.First(a => a.Item1 == type).Item2;
            Assert.Equal(first, new NetlinkReply(16, bytes.AsSpan(16)).Attribute(16, type).ToArray());
        }
    });

    [Fact]
    public void DamagedAttributesAreReadWithoutHarm()
    {
        byte[] whole = new NetlinkMessage(16, 0, new byte[16])
            .Add(Interface, "veth0")
            .Add(0x8000 | 7, 77)
            .Nest(Info, info => info.Add(Kind, "veth").Nest(Data, data => data.Add(Peer, "peer")))
            .Add(20, "an alias")
            .ToArray()[16..];
        Gen.Select(Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 6], Gen.Int[0, whole.Length], Gen.UShort[0, 40], Gen.Int[0, 40]).Sample(
            (damage, length, wanted, fixedLength) =>
            {
                byte[] bytes = [.. whole];
                foreach ((int at, byte value) in damage)
                {
                    bytes[at] = value;
                }

                bytes = bytes[..length];
                ReadOnlySpan<byte> found = new NetlinkReply(16, bytes).Attribute(fixedLength, wanted);

                // What is found lies within the input.
                Assert.True(found.IsEmpty || bytes.AsSpan().Overlaps(found), "found outside of the message");
                _ = NetlinkReply.Find(found, wanted);
            },
            iter: 20_000);
    }

    [Fact]
    public void FlagBitsOfATypeDoNotHideIt()
    {
        byte[] bytes = new NetlinkMessage(16, 0, new byte[16]).Add(0x8000 | 7, 77).Add(0x4000 | 8, 88).ToArray()[16..];
        Assert.Equal(77, BinaryPrimitives.ReadInt32LittleEndian(new NetlinkReply(16, bytes).Attribute(16, 7)));
        Assert.Equal(88, BinaryPrimitives.ReadInt32LittleEndian(new NetlinkReply(16, bytes).Attribute(16, 8)));
    }
}
