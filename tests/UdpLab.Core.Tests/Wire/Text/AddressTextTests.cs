using System.Net;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Addresses in the only unambiguous notation (RFC 6943, section 3.1.1).</summary>
public sealed class AddressTextTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("2001:db8::2")]
    [InlineData("FE80::1")]
    [InlineData("64:ff9b::198.18.0.2")]
    public void ItIsAnAddress(string text) => Assert.Equal(IPAddress.Parse(text), AddressText.Parse(text));

    /// <summary>.NET and inet_aton(3) accept most of these, but as different addresses.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("9000")]
    [InlineData("10.1")]
    [InlineData("10.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("198.18.0.010")]
    [InlineData("198.18.00.1")]
    [InlineData("198.18.0.256")]
    [InlineData("198.18.0.1.")]
    [InlineData("198.18.0.1 ")]
    [InlineData("198.18.0.-1")]
    [InlineData("198.18.0.+1")]
    [InlineData("198.18.0.1:9")]
    [InlineData("198.18.0.1/24")]
    [InlineData("[::1]")]
    [InlineData("::1/128")]
    [InlineData("[::1]:9")]
    [InlineData("fe80::1%2")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:198.18.0.1")]
    [InlineData("64:ff9b::198.18.0.010")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("\u0661.0.0.1")]
    public void ItIsNone(string text)
    {
        Assert.False(AddressText.TryParse(text, out _));
        Assert.Throws<FormatException>(() => AddressText.Parse(text));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("dut.lab", true)]
    [InlineData("dut.lab.", true)]
    [InlineData("dut_2", true)]
    [InlineData("3com", true)]
    [InlineData("0xyz", true)]
    [InlineData("9000", false)]
    [InlineData("10.1", false)]
    [InlineData("1.2.3.4.5", false)]
    [InlineData("dut.7", false)]
    [InlineData("0x7f000001", false)]
    [InlineData("dut.0x1f", false)]
    [InlineData("0x", false)]
    [InlineData("-rf", false)]
    [InlineData("a..b", false)]
    [InlineData("a b", false)]
    [InlineData("gen;reboot", false)]
    [InlineData("::1", false)]
    [InlineData("", false)]
    public void WhatEndsInANumberIsNoName(string text, bool expected) => Assert.Equal(expected, AddressText.IsHostName(text));

    [Theory]
    [InlineData("0.0.0.0", "no address")]
    [InlineData("::", "no address")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("223.255.255.255", null)]
    [InlineData("240.0.0.1", null)]
    [InlineData("fe80::1", null)]
    [InlineData("127.0.0.1", null)]
    public void SomeAreNotOneHosts(string text, string? word)
    {
        string? why = AddressText.Special(IPAddress.Parse(text));
        Assert.Equal(word is null, why is null);
        Assert.Contains(word ?? "", why ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("224.0.0.1", true)]
    [InlineData("198.18.0.0/24", false)]
    [InlineData("223.0.0.0-225.0.0.0", true)]
    [InlineData("0.0.0.0-0.0.0.9", true)]
    [InlineData("255.255.255.250-255.255.255.255", true)]
    [InlineData("240.0.0.0-250.0.0.0", false)]
    [InlineData("ff00::/8", true)]
    [InlineData("fd00::/64", false)]
    [InlineData("::", true)]
    public void ARangeWithSuchAmongItsAddressesIsTold(string range, bool special) => Assert.Equal(special, new PktgenAddressRange(range).Special is not null);

    [Fact]
    public void PktgenSendsToThemOnlyWhenItIsAllowed()
    {
        PktgenSettings settings = new() { Destination = new PktgenAddressRange("224.0.0.1") };
        LabException refused = Assert.Throws<LabException>(() => PktgenCommands.Of(settings));
        Assert.Equal(("InvalidArgument", "Destination"), (refused.Kind, refused.Parameter));
        Assert.Contains("-AllowSpecialAddress", refused.Message, StringComparison.Ordinal);
        Assert.Contains("dst_min 224.0.0.1", PktgenCommands.Of(settings, allowSpecialAddress: true));
    }

    [Theory]
    [InlineData("vlan_id 5", 4)]
    [InlineData("vlan_id 9999", 0)]
    [InlineData("vlan_id 5|svlan_id 6", 8)]
    [InlineData("mpls 00000001,00000002", 8)]
    [InlineData("tos 10", 0)]
    [InlineData("vlan_id 5|vlan_id 9999", 0)]
    public void TagsCount(string commands, int bytes) => Assert.Equal(bytes, PktgenTags.Bytes(commands.Split('|')));
}
