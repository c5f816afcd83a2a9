using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Kernel;

/// <summary>Other hosts of a network, and whether an address is in one.</summary>
public sealed class PrefixTests
{
    [Theory]
    [InlineData("198.18.0.1", 30, "198.18.0.2")]
    [InlineData("198.18.0.2", 30, "198.18.0.1")]
    [InlineData("198.18.0.0", 31, "198.18.0.1")]
    [InlineData("198.18.0.1", 31, "198.18.0.0")]
    [InlineData("10.0.0.252", 24, "10.0.0.253")]
    [InlineData("10.0.0.254", 24, "10.0.0.253")]
    [InlineData("10.0.0.3", 24, "10.0.0.4")]
    [InlineData("10.0.0.255", 16, "10.0.1.0")]
    [InlineData("127.0.0.1", 8, "127.0.0.2")]
    [InlineData("10.0.0.1", 32, "10.0.0.2")]
    [InlineData("2001:db8::1", 64, "2001:db8::2")]
    [InlineData("2001:db8::1", 126, "2001:db8::2")]
    [InlineData("2001:db8::3", 126, "2001:db8::2")]
    [InlineData("2001:db8::", 127, "2001:db8::1")]
    [InlineData("2001:db8::1", 127, "2001:db8::")]
    [InlineData("2001:db8::1", 128, "2001:db8::2")]
    [InlineData("255.255.255.254", 0, "255.255.255.253")]
    public void ANeighbourIsAHostOfTheNetwork(string own, int length, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), Neighbour(own, length, own));

    [Fact]
    public void OneThatIsTakenIsNoNeighbour()
    {
        Assert.Equal(IPAddress.Parse("10.0.0.4"), Neighbour("10.0.0.2", 24, "10.0.0.2", "10.0.0.3", "10.0.0.1"));
        Assert.Null(Neighbour("198.18.0.1", 30, "198.18.0.1", "198.18.0.2"));
        Assert.Null(Neighbour("198.18.0.1", 31, "198.18.0.1", "198.18.0.0"));
    }

    [Fact]
    public void EveryNeighbourOfEveryAddressIsValid()
    {
        for (int length = 24; length <= 30; length++)
        {
            uint size = 1u << (32 - length), network = 0x0a000000;
            for (uint host = 1; host < size - 1; host++)
            {
                string own = new IPAddress([.. BitConverter.GetBytes(network + host).Reverse()]).ToString();
                byte[] bytes = Neighbour(own, length, own)!.GetAddressBytes();
                uint found = BitConverter.ToUInt32([.. bytes.Reverse()]) - network;
                Assert.InRange(found, 1u, size - 2);
                Assert.NotEqual(host, found);
            }
        }
    }

    [Theory]
    [InlineData("10.0.0.1", 24, "10.0.0.255", true)]
    [InlineData("10.0.0.1", 24, "10.0.1.1", false)]
    [InlineData("10.0.0.1", 32, "10.0.0.1", true)]
    [InlineData("10.0.0.1", 32, "10.0.0.2", false)]
    [InlineData("10.0.0.1", 0, "192.0.2.1", true)]
    [InlineData("2001:db8::1", 64, "2001:db8::ffff", true)]
    [InlineData("2001:db8::1", 64, "2001:db8:1::1", false)]
    [InlineData("2001:db8::1", 64, "10.0.0.1", false)]
    public void ANetworkContainsItsAddresses(string own, int length, string address, bool expected) =>
        Assert.Equal(expected, Prefix.Contains(Network(own, length), IPAddress.Parse(address)));

    private static IPAddress? Neighbour(string own, int length, params string[] taken) => Prefix.Neighbour(Network(own, length), [.. taken.Select(IPAddress.Parse)]);

    private static InterfaceAddress Network(string own, int length) => new() { Interface = "eth0", Address = own, PrefixLength = length };
}
