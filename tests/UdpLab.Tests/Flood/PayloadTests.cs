using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests.Flood;

/// <summary>Invoke-UdpFlood -Payload and -CountReplies, received by plain sockets.</summary>
[Collection(Machine.Name)]
public sealed class PayloadTests(Bed bed) : IClassFixture<Bed>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-payload-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Socket", "0.0.0.0")]
    [InlineData("Socket", "::")]
    [InlineData("Xdp", "0.0.0.0")]
    [InlineData("Xdp", "::")]
    public void PayloadsComeInTurnAsTheyAre(string backend, string address)
    {
        byte[][] received = Send(address, $"-Backend {backend} -Payload 'c0ffee', ([byte[]]({string.Join(',', Enumerable.Range(0, 100))})), '00' -Count 30 -RatePps 3000", 30, out PSObject flood);
        Assert.Equal((backend, 30), (flood.Text("Backend"), received.Length));
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(i % 3 == 0 ? "C0FFEE" : i % 3 == 2 ? "00" : Convert.ToHexString([.. Enumerable.Range(0, 100).Select(b => (byte)b)]), Convert.ToHexString(received[i]));
        }

        Assert.Equal(["c0ffee", Convert.ToHexStringLower(received[1]), "00"], flood.All("Payload").Select(hex => hex.ToString()));
        Assert.Equal(100 + (address == "::" ? 62 : 42), flood.Long("PacketSize"));
    }

    [Theory]
    [InlineData("Socket")]
    [InlineData("Xdp")]
    public void TheHeaderIsWrittenOverThemIfWanted(string backend)
    {
        byte[][] received = Send("0.0.0.0", $"-Backend {backend} -Payload ('ff' * 20), ('ee' * 30) -PayloadHeader -Count 20 -RatePps 3000", 20, out _);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (uint)i), received.Select(payload => PktgenPacket.Read(payload).Sequence));
        Assert.All(received, payload => Assert.Equal(PktgenPacket.ExpectedMagic, PktgenPacket.Read(payload).Magic));
        Assert.Equal(["FFFF", "EEEEEEEEEEEEEEEEEEEEEEEE"], received.Take(2).Select(payload => Convert.ToHexString(payload[18..])));
    }

    [Fact]
    public void TrainsOfEqualPayloadsTakeTurnsToo()
    {
        byte[][] received = Send("0.0.0.0", "-Backend Socket -Payload 'aaaa', 'bbbb', 'cccc' -Gso 4 -Count 12 -Burst 1", 12, out _);
        Assert.Equal(string.Concat(Enumerable.Repeat("AAAABBBBCCCC", 4)), string.Concat(received.Select(Convert.ToHexString)));
        bed.Session.Run("Invoke-UdpFlood -Payload 'aa', 'bbbb' -Gso 4").MustFail("InvalidArgument.Gso");
    }

    [Fact]
    public void FilesArePayloads()
    {
        File.WriteAllBytes(Path.Combine(_folder, "b.bin"), [1, 2]);
        File.WriteAllBytes(Path.Combine(_folder, "a.bin"), [3]);
        File.WriteAllBytes(Path.Combine(_folder, "cafe"), [4]);
        foreach ((string given, string expected) in new[] { ($"'{_folder}/*.bin'", "03 0102"), ($"'{_folder}/b.bin', 'ff', ([System.IO.FileInfo] '{_folder}/a.bin')", "0102 ff 03"), ($"'{_folder}/cafe'", "04"), ("'cafe'", "cafe"), ("1, 2, 255", "0102ff"), ("([byte] 7)", "07") })
        {
            PSObject flood = bed.Session.One($"Invoke-UdpFlood -Payload {given} -Count 1 -Port {Receiver.FreePort()}");
            Assert.Equal(expected, string.Join(' ', flood.All("Payload")));
        }
    }

    [Theory]
    [InlineData("'nosuchfile'", "neither hexadecimal digits in pairs")]
    [InlineData("'abc'", "neither hexadecimal digits in pairs")]
    [InlineData("1234", "is a number to PowerShell")]
    [InlineData("0012, 'ff'", "is a number to PowerShell")]
    [InlineData("1, 256", "256 is not a byte")]
    [InlineData("'/proc/self'", "neither hexadecimal digits in pairs")]
    [InlineData("'/dev/zero'", "/dev/zero has more than 65507 bytes")]
    [InlineData("'/proc/1/mem'", "/proc/1/mem could not be read")]
    [InlineData("@{}", "")]
    public void WhatIsNoPayloadIsRefused(string given, string words)
    {
        ErrorRecord error = Assert.Single(bed.Session.Run($"Invoke-UdpFlood -Payload {given} -Count 1").Errors);
        Assert.StartsWith("Parameter", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Payload 'aa' -Backend Pktgen", "InvalidArgument.Payload")]
    [InlineData("-Payload 'aa' -Vlan 3", "InvalidArgument.Payload")]
    [InlineData("-Payload 'aa' -PayloadHeader", "InvalidArgument.PayloadHeader")]
    [InlineData("-PayloadHeader", "InvalidArgument.PayloadHeader")]
    [InlineData("-Payload 'aa' -PacketSize 60", "InvalidArgument.Payload")]
    [InlineData("-Payload ('aa' * 1473)", "InvalidArgument.Payload")]
    [InlineData("-CountReplies -Backend Xdp", "InvalidArgument.CountReplies")]
    [InlineData("-CountReplies -Backend Pktgen", "InvalidArgument.CountReplies")]
    public void WhatCannotWorkSendsNothing(string parameters, string error)
    {
        long sent = Sent();
        bed.Session.Run($"Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -Count 5 {parameters}").MustFail(error);
        Assert.Equal(sent, Sent());
    }

    [Fact]
    public void WithoutAHeaderLossIsSentMinusReceived()
    {
        PSObject whole = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Payload 'c0ffee' -Count 2000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4096");
        Assert.Equal(("Flood", null, null, null), (whole.Text("LossBasis"), whole.Get("OutOfOrder"), whole.Get("Duplicates"), whole.Get("BadMagic")));
        Assert.Equal(2000, whole.Long("Packets") + whole.Long("Lost"));
        whole.MustAddUp();
        ScriptRun part = bed.Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Payload 'c0ffee' -RatePps 2000 | Measure-Sink -LabHost $bed.Sink -Duration 0.2 -ReceiveBuffer 4000000");
        Assert.Contains(part.Warnings, warning => warning.StartsWith("-Payload without -PayloadHeader", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIfSaysWhatThePacketsCarry()
    {
        Assert.Contains("2 payloads of 1 to 3 bytes in turn", Assert.Single(bed.Session.Run("Invoke-UdpFlood -Payload 'aa', 'bbbbbb' -WhatIf").MustBeClean().Lines), StringComparison.Ordinal);
        Assert.Contains("a payload of 19 bytes with pktgen's header (61 bytes per packet)", Assert.Single(bed.Session.Run("Find-UdpThroughput -Payload ('aa' * 19) -PayloadHeader -WhatIf").MustBeClean().Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void RepliesAreCounted()
    {
        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));
        server.Client.ReceiveBufferSize = 1 << 20;
        Socket socket = server.Client;
        new Thread(() => Echo(socket)) { IsBackground = true }.Start();
        PSObject flood = bed.Session.One($"Invoke-UdpFlood 127.0.0.1 {((IPEndPoint)socket.LocalEndPoint!).Port} -Payload 'aabb' -CountReplies -Count 300 -RatePps 3000");
        Assert.Equal((300L, 300L, 600L, 0L), (flood.Long("Sent"), flood.Long("Replies"), flood.Long("ReplyBytes"), flood.Long("ReplyDrops")));
        Assert.Equal(flood.Double("Replies") / flood.Double("ReplySeconds"), flood.Double("RepliesPerSecond"), 6);
        Assert.Null(bed.Session.One($"Invoke-UdpFlood -Count 3 -Port {Receiver.FreePort()}").Get("Replies"));
    }

    /// <summary>Packets for ports nobody listens on: a flood that was refused added none.</summary>
    private long Sent() => Space.Udp(Sink, "NoPorts");

    private string Sink => "udplab-" + bed.Session.One("$bed.Sink.Name");

    private static void Echo(Socket socket)
    {
        byte[] buffer = new byte[100];
        EndPoint from = socket.LocalEndPoint!;
        try
        {
            while (true)
            {
                socket.SendTo(buffer.AsSpan(0, socket.ReceiveFrom(buffer, ref from)), SocketFlags.None, from);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private byte[][] Send(string address, string parameters, int count, out PSObject flood)
    {
        using Receiver receiver = Receiver.In(Sink, IPAddress.Parse(address));
        byte[] four = IPAddress.Parse(bed.Session.One("$bed.SinkAddress").ToString()).GetAddressBytes();
        string destination = address == "::" ? $"2001:2:0:{four[2]:x}::2" : new IPAddress(four).ToString();
        flood = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Destination {destination} -Port {receiver.Port} {parameters}");
        return [.. receiver.Get(count).Select(datagram => datagram.Buffer)];
    }
}
