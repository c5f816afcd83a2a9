using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Sockets;

/// <summary>Get-UdpSocket against ss(8), on sockets of this process.</summary>
[Collection(Machine.Name)]
public sealed partial class UdpSocketTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Socket _full = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
    private readonly Socket _connected = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);

    public UdpSocketTests()
    {
        _full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _connected.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        _connected.Connect(new IPEndPoint(IPAddress.IPv6Loopback, 9));
        for (int i = 0; i < 100; i++)
        {
            using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sender.SendTo(new byte[200], _full.LocalEndPoint!);
        }
    }

    public void Dispose()
    {
        _full.Dispose();
        _connected.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void ItSaysWhatSsSays()
    {
        foreach (Socket socket in new[] { _full, _connected })
        {
            PSObject shown = _session.One($"Get-UdpSocket {Port(socket)}");
            string[] lines = [.. Tool.Run("ss", "-uampneOH", "sport", "=", $":{Port(socket)}").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            string line = Assert.Single(lines);
            Match memory = Memory().Match(line), file = FileOf().Match(line), user = User().Match(line);
            Assert.Equal(
                (Number(memory, 1), Number(memory, 2), Number(memory, 3), Number(file, 1), long.Parse(file.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
                (shown.Long("ReceiveQueue"), shown.Long("ReceiveBuffer"), shown.Long("Drops"), shown.Long("Inode"), shown.Long("Cookie")));
            Assert.Equal((user.Groups[1].Value, Number(user, 2), Environment.ProcessId), (shown.Text("Process"), shown.Long("ProcessId"), (int)shown.Long("ProcessId")));
            Assert.Contains($" {(shown.Text("Address").Contains(':') ? $"[{shown.Text("Address")}]" : shown.Text("Address"))}:{shown.Text("Port")} ", line, StringComparison.Ordinal);
            Assert.Equal([$"{shown.Text("Process")} ({Environment.ProcessId})"], shown.All("Holders").Select(holder => holder.ToString()));
        }
    }

    [Fact]
    public void AFullBufferShowsItsDropsAndAConnectedSocketItsPeer()
    {
        PSObject full = _session.One($"Get-UdpSocket {Port(_full)}"), connected = _session.One($"Get-UdpSocket {Port(_connected)}");
        Assert.InRange(full.Long("Drops"), 1, 99);
        Assert.InRange(full.Long("ReceiveQueue"), 1, 2 * full.Long("ReceiveBuffer"));
        Assert.Equal(("127.0.0.1", null), (full.Text("Address"), full.Get("Peer")));
        Assert.Equal(("::1", "[::1]:9", 0L), (connected.Text("Address"), connected.Text("Peer"), connected.Long("Drops")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ASocketOfBothFamiliesIsToldFromOneOfIpv6(bool both)
    {
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = both };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        PSObject shown = _session.One($"Get-UdpSocket {Port(socket)}");
        Assert.Equal(("::", !both), (shown.Text("Address"), (bool)shown.Get("Ipv6Only")!));
    }

    [Fact]
    public void ProcessNamesAreCompleted()
    {
        string name = _session.One($"Get-UdpSocket {Port(_full)}").Text("Process");
        Assert.Contains(name, _session.Give($"(TabExpansion2 'Get-UdpSocket -Process {name[..1]}').CompletionMatches.CompletionText").Select(word => word.ToString()));
    }

    [Fact]
    public void PortsProcessesAndHostsChoose()
    {
        int[] ports = [.. new[] { Port(_full), Port(_connected) }.Order()];
        Assert.Equal(ports, _session.Give($"Get-UdpSocket {ports[0]}, {ports[1]}").Select(socket => (int)socket.Long("Port")));
        Assert.Equal(ports, _session.Give($"Get-UdpSocket -ProcessId {Environment.ProcessId}").Select(socket => (int)socket.Long("Port")).Where(ports.Contains));
        string name = _session.One($"Get-UdpSocket {ports[0]}").Text("Process");
        Assert.Equal(ports, _session.Give($"Get-UdpSocket {ports[0]}, {ports[1]} -Process '{name[..2].ToUpperInvariant()}*'").Select(socket => (int)socket.Long("Port")));
        Assert.Equal(ports, _session.Give($"Get-LabHost local | Get-UdpSocket -Process {name}").Select(socket => (int)socket.Long("Port")).Where(ports.Contains));
        Assert.Empty(_session.Give("Get-UdpSocket -Process nosuch*"));
    }

    [Fact]
    public void WhatIsNamedMustBeThere()
    {
        int free = Receiver.FreePort();
        ErrorRecord error = Assert.Single(_session.Run($"Get-UdpSocket {free}, {Port(_full)}").Errors);
        Assert.StartsWith("NotFound.Port,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith($"-Port {free}: local has no UDP socket of this port; it has ", error.Exception.Message, StringComparison.Ordinal);
        _session.Run("Get-UdpSocket -Process nosuch").MustFail("NotFound.Process");
        _session.Run("Get-UdpSocket -ProcessId 1999999999").MustFail("NotFound.ProcessId");
        _session.Run("Get-UdpSocket 0").MustFail("ParameterArgumentValidationError");
    }

    [Fact]
    public void ATestbedHasItsOwn()
    {
        string name = Space.NewTestbedName();
        Assert.Empty(_session.Give($"$bed = New-LabTestbed {name}; $bed | Get-UdpSocket; Remove-LabTestbed {name}"));
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"skmem:\(r(\d+),rb(\d+),.*,d(\d+)\)")]
    private static partial Regex Memory();

    [GeneratedRegex(@"ino:(\d+) sk:([0-9a-f]+)")]
    private static partial Regex FileOf();

    [GeneratedRegex(@"users:\(\(""([^""]+)"",pid=(\d+),")]
    private static partial Regex User();
}
