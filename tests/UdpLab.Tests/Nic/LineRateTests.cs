using System.Management.Automation;

namespace UdpLab.Tests.Nic;

/// <summary>Get-LineRate as a user calls it.</summary>
[Collection(Machine.Name)]
public class LineRateTests(NicBed bed) : IClassFixture<NicBed>
{
    [Theory]
    [InlineData("Get-LineRate 10000", "14880952")]
    [InlineData("Get-LineRate -SpeedMbps 10000 -PacketSize 60, 296", "14880952,3906250")]
    [InlineData("Get-LineRate 1000, 10000", "1488095,14880952")]
    [InlineData("Get-LineRate 10000 -Vlan", "14204545")]
    [InlineData("Get-LineRate 10000 -Vlan -Svlan", "13586956")]
    [InlineData("Get-LineRate 10000 -Ipv6", "12019230")]
    [InlineData("Get-LineRate 10000 -PacketSize Imix, '60:7,590:4,1514:1'", "3273679,3273679")]
    [InlineData("Get-LineRate 10000 -PacketSize @{ 60 = 7; 590 = 4; 1514 = 1 }", "3273679")]
    [InlineData("Get-LineRate 10000 -PacketSize 60..62", "14880952,14705882,14534883")]
    [InlineData("Get-LineRate 10000 -PacketSize (60..62)", "14880952,14705882,14534883")]
    public void PacketsPerSecondAreComputed(string script, string expected)
    {
        using Session session = new();

        Assert.Equal(expected, string.Join(',', session.Give(script).Select(r => r.Text("Pps"))));
    }

    [Fact]
    public void AnInterfaceIsAskedForItsSpeed()
    {
        string speed = bed.Session.One($"(Get-LabNic {NicBed.Veth} -LabHost $bed.Sink).SpeedMbps").ToString();
        PSObject rate = bed.Session.One($"Get-LineRate -Interface {NicBed.Veth} -LabHost $bed.Sink");

        Assert.Equal(speed, rate.Text("SpeedMbps"));
        Assert.Equal(NicBed.Veth, rate.Text("Interface"));
        Assert.Equal(bed.Session.One("$bed.Sink").Text("Name"), rate.Text("Host"));
        Assert.Equal(speed, bed.Session.One($"Get-LabNic {NicBed.Veth} -LabHost $bed.Sink | Get-LineRate").Text("SpeedMbps"));
    }

    [Fact]
    public void AMeasurementHasItsShareOfTheInterfacesSpeed()
    {
        PSObject[] given = [.. bed.Session.Give("$m = Invoke-UdpFlood -LabHost $bed.Generator -RatePps 20000 -Count 2000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000; $m; $m | Get-LineRate; $m | Get-LineRate -SpeedMbps 1000")];

        Assert.Equal(given[0].Text("Nic.SpeedMbps"), given[1].Text("SpeedMbps"));
        Assert.Equal(given[0].Double("Pps"), given[1].Double("SinkPps"), 6);
        Assert.Equal(given[0].Double("Flood.Pps"), given[1].Double("FloodPps"), 6);
        Assert.Equal(100 * given[0].Double("Flood.Pps") * 84 * 8 / 1e9, given[2].Double("FloodPercent"), 6);
    }

    [Theory]
    [InlineData("Get-LineRate -Interface lo", "NotSupported.SpeedMbps")]
    [InlineData("Get-LabNic lo | Get-LineRate", "NotSupported.SpeedMbps")]
    [InlineData("Invoke-UdpFlood -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000 | Get-LineRate", "NotSupported.SpeedMbps")]
    [InlineData("Get-LineRate -Interface nosuch0", "NotFound.Interface")]
    [InlineData("Get-LineRate 10000 -Ipv6 -PacketSize 60", "InvalidArgument.PacketSize")]
    [InlineData("Get-LineRate 10000 -PacketSize 20", "ParameterArgumentTransformationError")]
    [InlineData("Get-LineRate 0", "ParameterArgumentValidationError")]
    [InlineData("Get-LineRate 10000 -Vlan 100", "PositionalParameterNotFound")]
    public void WhatHasNoLineRateIsRefused(string script, string errorId)
    {
        using Session session = new();
        ErrorRecord error = session.Run(script).MustFail(errorId);

        Assert.NotEqual("", error.Exception.Message);
    }
}
