using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests.Sockets;

/// <summary>Measure-UdpSocket on sockets of this process, which counts what it receives, and on real servers.</summary>
[Collection(Machine.Name)]
public sealed class MeasureUdpSocketTests(Session session) : IClassFixture<Session>
{
    private const string Query = "00 01 01 00 00 01 00 00 00 00 00 00 07 65 78 61 6d 70 6c 65 03 6c 61 62 00 00 01 00 01";

    [Theory]
    [InlineData("127.0.0.1", "")]
    [InlineData("::1", "")]
    [InlineData("127.0.0.1", "-Payload 'c0ffee', '00' -Flows 5")]
    public void AFloodIntoAServerIsCountedToThePacket(string address, string flood)
    {
        using Receiver server = Receiver.On(IPAddress.Parse(address));
        PSObject m = session.One($"Invoke-UdpFlood -Destination {address} -Count 500 -RatePps 5000 {flood} | Measure-UdpSocket {server.Port}");
        Assert.Equal(500, server.Get(500).Length);
        Assert.Equal((500L, 0L, "Flood", null), (m.Long("Packets"), m.Long("Lost"), m.Text("LossBasis"), m.Get("Method")));
        Assert.Equal((0L, server.Port, Environment.ProcessId), (m.Long("Ledger.Unexplained"), (int)m.Long("Port"), (int)m.Long("ProcessId")));
        Assert.Equal(Environment.IsPrivilegedProcess ? "Sockets" : "Host", m.Text("PacketBasis"));
        Assert.InRange(m.Double("CpuNsPerPacket"), 1, double.MaxValue);
        Assert.NotEmpty(m.All("PerThread"));
        Assert.Equal("Completed", m.Text("State"));
    }

    [Fact]
    public void WhatWasNotGivenComesFromTheFlood()
    {
        using Receiver server = Receiver.On(IPAddress.Any);
        PSObject m = session.One($"Invoke-UdpFlood -Port {server.Port} -Count 100 -RatePps 5000 | Measure-UdpSocket");
        Assert.Equal((100L, "127.0.0.1"), (m.Long("Packets"), m.Text("Flood.Destination")));
        session.Run("Invoke-UdpFlood -Count 1 | Measure-UdpSocket").MustFail("InvalidArgument.Port");
    }

    [Theory]
    [InlineData("127.0.0.1", "0.0.0.0")]
    [InlineData("::1", "::")]
    public void ASocketOfBothFamiliesReceivesBoth(string destination, string address)
    {
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true, ReceiveBufferSize = 200_000 };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        PSObject m = Assert.Single(session.Run($"Invoke-UdpFlood {destination} -Count 20 -RatePps 2000 -Port {((IPEndPoint)socket.LocalEndPoint!).Port} | Measure-UdpSocket").MustBeClean().Output);
        Machine.RequireRoot();
        Assert.Equal((20L, 0L, address, destination), (m.Long("Packets"), m.Long("Ledger.Unexplained"), m.Text("Address"), m.Text("Flood.Destination")));
    }

    [Fact]
    public void AServerThatDoesNotReadLosesTheRest()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        ScriptRun run = session.Run($"Invoke-UdpFlood -Port {port} -Count 1000 -RatePps 10000 | Measure-UdpSocket");
        Machine.RequireRoot();
        PSObject m = Assert.Single(run.MustBeClean().Output);
        Assert.Equal(1000, m.Long("Packets") + m.Long("Lost"));
        Assert.Equal(m.Long("Lost"), m.Get("Ledger") is { } ledger ? PSObject.AsPSObject(ledger).Counted("RcvbufErrors") : 0);
        Assert.Contains(run.Warnings, warning => warning.Contains("still in the receive queue", StringComparison.Ordinal));
        Assert.InRange(m.Double("QueuePercent"), 50, 1000);
        Assert.Contains(session.Give($"Get-UdpSocket {port} | ForEach-Object ReceiveQueue"), queue => (long)queue.BaseObject > 0);
    }

    [Fact]
    public void ATraceSaysWhyItsPacketsWereLost()
    {
        Machine.RequireRoot();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        PSObject m = Assert.Single(session.Run($"Invoke-UdpFlood -Port {((IPEndPoint)socket.LocalEndPoint!).Port} -Count 1000 -RatePps 10000 | Measure-UdpSocket -Trace").Output);
        PSObject reason = Assert.Single(m.All("Trace.Reasons"));
        Assert.Equal(("SOCKET_RCVBUFF", m.Long("Lost")), (reason.Text("Name"), reason.Long("Packets")));
        Assert.Equal(m.Long("Lost"), m.All("Trace.Bursts").Sum(b => b.Long("Lost")));
        Assert.All(m.All("Trace.Slots"), slot => Assert.Null(slot.Get("Received")));
        m.MustAddUp();
    }

    [Fact]
    public void AServerThatHangsIsMeasuredToo()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        session.Give($"Invoke-UdpFlood -Port {port} -Count 100 -RatePps 10000");
        PSObject m = Assert.Single(session.Run($"Invoke-UdpFlood -Port {port} -Count 200 -RatePps 10000 | Measure-UdpSocket").Output);
        Assert.Equal((0L, 200L, 0L), (m.Long("Packets"), m.Long("Lost"), m.Long("Ledger.Unexplained")));
        Assert.Contains("RcvbufErrors", m.Text("BiggestLoss"), StringComparison.Ordinal);
    }

    [Fact]
    public void AnswersThatFindNobodyAreNoLoss()
    {
        Machine.RequireRoot();
        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint nobody = new(IPAddress.Loopback, Receiver.FreePort());
        Thread answering = new(() =>
        {
            try
            {
                IPEndPoint? from = null;
                while (true)
                {
                    _ = server.Client.SendTo(server.Receive(ref from), nobody);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or NullReferenceException)
            {
                // The test is over.
            }
        })
        { IsBackground = true };
        answering.Start();
        PSObject m = session.One($"Invoke-UdpFlood -Port {((IPEndPoint)server.Client.LocalEndPoint!).Port} -Count 100 -RatePps 2000 | Measure-UdpSocket");
        Assert.Equal((100L, 0L), (m.Long("Packets"), m.Long("Ledger.Unexplained")));
    }

    [Fact]
    public void WhatOtherSocketsOfThePortReceivedIsExplained()
    {
        Machine.RequireRoot();
        using Socket one = Sharing(0), two = Sharing(((IPEndPoint)one.LocalEndPoint!).Port);
        int port = ((IPEndPoint)one.LocalEndPoint!).Port;
        ScriptRun run = session.Run($"$s = @(Get-UdpSocket {port})[0]; Invoke-UdpFlood 127.0.0.1 {port} -Flows 64 -Count 256 -RatePps 5000 | Measure-UdpSocket -Socket $s -WarningAction SilentlyContinue");
        PSObject m = Assert.Single(run.Output);
        Assert.Equal((0L, "Sockets", 0L, 256L), (m.Long("Lost"), m.Text("LossBasis"), m.Long("Ledger.Unexplained"), m.Long("Packets") + PSObject.AsPSObject(m.Get("Ledger")).Counted("other sockets of the port")));
    }

    [Fact]
    public void SocketsAreMeasuredOneByOneOrByTheirProcess()
    {
        Machine.RequireRoot();
        using Receiver one = Receiver.On(IPAddress.Loopback), two = Receiver.On(IPAddress.Loopback);
        using Sender sender = new(one.Port, two.Port);
        IReadOnlyList<PSObject> each = session.Give($"Get-UdpSocket {one.Port}, {two.Port} | Measure-UdpSocket -Duration 0.3");
        int[] ports = [one.Port, two.Port];
        Assert.Equal(ports.Order(), each.Select(m => (int)m.Long("Port")));
        Assert.All(each, m => Assert.InRange(m.Long("Packets"), 1, long.MaxValue));
        Assert.All(each, m => Assert.InRange(m.Double("Seconds"), 0.3, 30));
        PSObject both = session.One($"Measure-UdpSocket -ProcessId {Environment.ProcessId} -Duration 0.3");
        Assert.InRange(both.Long("Sockets"), 2, 100);
        Assert.Equal(("Sockets", null), (both.Text("LossBasis"), both.Get("Flood")));
        Assert.NotEmpty(both.All("Intervals"));
        Assert.Equal(2, session.Give($"Measure-UdpSocket {one.Port} -Duration 0.2 -Repeat 2").Count);
    }

    [Fact]
    public void ItIsAMeasurementForEverythingThatTakesOne()
    {
        using Receiver server = Receiver.On(IPAddress.Loopback);
        IReadOnlyList<PSObject> given = session.Give($$"""
            $m = Invoke-LabSweep @{ Flows = 1, 2 } -Repeat 2 { Invoke-UdpFlood 127.0.0.1 {{server.Port}} -Flows $_.Flows -Count 50 -RatePps 5000 | Measure-UdpSocket }
            @($m).Count
            ($m | Compare-SinkMeasurement -By Flows -WarningAction SilentlyContinue | ForEach-Object Verdict) -join ' '
            @($m | Get-UdpBottleneck).Count -gt 0
            $m[0] | Export-LabReport -Path "$([System.IO.Path]::GetTempPath())udplab-{{server.Port}}.md" -Format Markdown
            $m[0] | Export-LabResult -Path "$([System.IO.Path]::GetTempPath())udplab-{{server.Port}}.jsonl"
            (Import-LabResult "$([System.IO.Path]::GetTempPath())udplab-{{server.Port}}.jsonl").Process
            """);
        foreach (string kind in new[] { "md", "jsonl" })
        {
            string file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"udplab-{server.Port}.{kind}"));
            Assert.True(File.Exists(file));
            File.Delete(file);
        }

        Assert.Equal("4", given[0].ToString());
        Assert.Contains(given, one => one.ToString() == "True");
        Assert.Equal(session.One($"Get-UdpSocket {server.Port}").Text("Process"), given[^1].ToString());
    }

    [Theory]
    [InlineData("Measure-UdpSocket", "InvalidArgument.Port")]
    [InlineData("Measure-UdpSocket -ProcessId 1999999999", "NotFound.ProcessId")]
    [InlineData("Measure-UdpSocket 0", "ParameterArgumentValidationError")]
    [InlineData("Measure-UdpSocket 1, 2", "ParameterArgumentTransformationError")]
    public void WhatCannotWorkIsNamed(string command, string error) => session.Run(command).MustFail(error);

    [Fact]
    public void APortWithoutASocketIsRefusedBeforeAnythingIsSent()
    {
        int free = Receiver.FreePort();
        Assert.Contains("has no UDP socket of this port", session.Run($"Measure-UdpSocket {free}").MustFail("NotFound.Port").Exception.Message, StringComparison.Ordinal);
        ScriptRun run = session.Run($"Invoke-UdpFlood -Port {free} -Count 1 | Measure-UdpSocket {free}");
        run.MustFail("NotFound.Port");
        Assert.Empty(run.Output);
        using Receiver server = Receiver.On(IPAddress.Loopback);
        session.Run($"Invoke-UdpFlood -Port {free} -Count 1 | Measure-UdpSocket {server.Port}").MustFail("InvalidArgument.Port");
        Assert.Contains($"No packet reached port {server.Port}", session.Run($"Measure-UdpSocket {server.Port} -Duration 0.2").MustFail("NoPacket").Exception.Message, StringComparison.Ordinal);
        session.Run($"Measure-UdpSocket {server.Port} -Socket (Get-UdpSocket {server.Port})").MustFail("SocketWithPort");
        session.Run($"Get-UdpSocket {server.Port} | Measure-UdpSocket -Port {free}").MustFail("SocketWithPort");
    }

    [Fact]
    public void CtrlCEndsIt()
    {
        using Receiver server = Receiver.On(IPAddress.Loopback);
        ScriptRun run = session.Start($"Measure-UdpSocket {server.Port} -Duration 600");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 60));
        Assert.InRange(run.Stop().TotalSeconds, 0, 30);
        Assert.Contains(run.HostWarnings, warning => warning.Contains("Measure-UdpSocket was stopped", StringComparison.Ordinal));
    }

    [Fact]
    public void DnsmasqAnswersWhatItReceives()
    {
        Machine.Need("dnsmasq");
        int port = Receiver.FreePort();
        using RunningServer dnsmasq = RunningServer.Start("udp", port, "dnsmasq", "-k", "-p", $"{port}", "-C", "/dev/null", "--no-resolv", "--address=/example.lab/192.0.2.1", "--user=root", "--bind-interfaces", "--listen-address=127.0.0.1", "--pid-file=");
        PSObject m = session.One($"Invoke-UdpFlood 127.0.0.1 {port} -Payload '{Query}' -CountReplies -Count 300 -RatePps 3000 | Measure-UdpSocket");
        Assert.Equal(("dnsmasq", 300L, 300L), (m.Text("Process"), m.Long("Packets"), m.Long("Flood.Replies")));
        Assert.Equal(dnsmasq.Id, m.Long("ProcessId"));
        m.MustAddUp();
        Assert.InRange(m.Double("CpuNsPerPacket"), 100, double.MaxValue);
    }

    [Fact]
    public void ServersOfIperf3CountTheSame()
    {
        Machine.RequireRoot();
        Machine.Need("iperf3");
        int port = Receiver.FreePort();
        using RunningServer iperf = RunningServer.Start("tcp", port, "iperf3", "-s", "-p", $"{port}", "-1");
        using RunningServer client = RunningServer.Start("udp", port, "iperf3", "-c", "127.0.0.1", "-p", $"{port}", "-u", "-b", "5M", "-l", "100", "-t", "60");
        PSObject m = session.One($"Measure-UdpSocket {port} -Duration 0.5");
        Assert.Equal(("iperf3", 100.0), (m.Text("Process"), m.Double("Bytes") / m.Long("Packets")));
        Assert.InRange(m.Double("CpuNsPerPacket"), 100, double.MaxValue);
    }

    [Fact]
    public void ItsProfileIsTheServers()
    {
        Machine.RequireRoot();
        Machine.Need("perf");
        using Receiver server = Receiver.On(IPAddress.Loopback);
        PSObject m = session.One($"Invoke-UdpFlood 127.0.0.1 {server.Port} -Duration 1.5 | Measure-UdpSocket -Profile -WarningAction SilentlyContinue");
        Assert.InRange(m.Long("Profile.Samples"), 1, long.MaxValue);
        Assert.Contains(m.All("Profile.Symbols"), symbol => symbol.Text("Name").Contains("recv", StringComparison.Ordinal) || symbol.Text("Name").Contains("udp", StringComparison.Ordinal));
    }

    [Fact]
    public void TheProfilesParametersAreThoseOfMeasureSink()
    {
        foreach (string name in new[] { "Profile", "ProfileCpu", "ProfileFrequency", "ProfileCallGraph" })
        {
            Assert.Equal(Rules("Measure-Sink", name), Rules("Measure-UdpSocket", name));
        }
    }

    /// <summary>A socket with SO_REUSEPORT, and room for all that comes.</summary>
    private static Socket Sharing(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 400_000 };
        socket.SetRawSocketOption(1, 15, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private string Rules(string cmdlet, string parameter) => string.Join('\n', ((Type)session.One($"(Get-Command {cmdlet}).ImplementingType").BaseObject).GetProperty(parameter)!.GetCustomAttributesData().Select(rule => rule.ToString()).Order(StringComparer.Ordinal));

    /// <summary>Sends a packet to each port a thousand times a second until it is disposed.</summary>
    private sealed class Sender : IDisposable
    {
        private volatile bool _over;
        private readonly Thread _thread;

        public Sender(params int[] ports)
        {
            _thread = new Thread(() =>
            {
                using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                while (!_over)
                {
                    Array.ForEach(ports, port => socket.SendTo(new byte[20], new IPEndPoint(IPAddress.Loopback, port)));
                    Thread.Sleep(1);
                }
            })
            { IsBackground = true };
            _thread.Start();
        }

        public void Dispose()
        {
            _over = true;
            _thread.Join();
        }
    }

    /// <summary>A program that runs until it is disposed.</summary>
    private sealed class RunningServer : IDisposable
    {
        private readonly System.Diagnostics.Process _process;

        private RunningServer(System.Diagnostics.Process process) => _process = process;

        public int Id => _process.Id;

        /// <param name="table">The table of /proc/net that shows its port, which is waited for: udp or tcp.</param>
        /// <param name="port">The port.</param>
        /// <param name="program">The program.</param>
        /// <param name="arguments">Its arguments.</param>
        public static RunningServer Start(string table, int port, string program, params string[] arguments)
        {
            RunningServer server = new(System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!);
            string hex = string.Create(CultureInfo.InvariantCulture, $":{port:X4} ");
            string[] files = [$"/proc/net/{table}", $"/proc/net/{table}6"];
            if (!Machine.Becomes(() => files.Any(file => File.Exists(file) && File.ReadAllText(file).Contains(hex, StringComparison.Ordinal)), 60))
            {
                server.Dispose();
                Assert.Fail($"{program} did not open {table} port {port}.");
            }

            return server;
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
