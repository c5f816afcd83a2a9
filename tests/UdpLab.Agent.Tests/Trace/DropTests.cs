using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Trace;

namespace UdpLab.Agent.Tests.Trace;

/// <summary>Frames that die for a known cause are counted by the kernel's own word for it, and no others.</summary>
[Collection(Machine.Name)]
public sealed class DropTests
{
    private const int Port = 5001, Frames = 1000;
    private static readonly PhysicalAddress _mac = PhysicalAddress.Parse("02-00-00-00-00-02"), _other = PhysicalAddress.Parse("02-00-00-00-00-01");

    [Theory]
    [InlineData("no port", "NO_SOCKET")]
    [InlineData("reverse path", "IP_RPFILTER")]
    [InlineData("UDP checksum", "UDP_CSUM")]
    [InlineData("UDP length", "PKT_TOO_SMALL")]
    [InlineData("IP checksum", "IP_CSUM")]
    [InlineData("protocol", "IP_NOPROTO")]
    [InlineData("Ethernet type", "UNHANDLED_PROTO")]
    [InlineData("destination", "IP_INADDRERRORS")]
    [InlineData("MAC", "OTHERHOST")]
    [InlineData("VLAN", "OTHERHOST")]
    [InlineData("martian", "IP_LOCALNET")]
    [InlineData("netfilter", "NETFILTER_DROP")]
    [InlineData("XDP", "NOT_SPECIFIED")]
    [InlineData("full buffer", "SOCKET_RCVBUFF")]
    public void EachCauseIsNamed(string cause, string reason)
    {
        Machine.RequireRoot();
        Assert.SkipUnless(LiveFrames.Work(), "This kernel does not run XDP programs over live frames.");
        string space = Space.NewTestbedName();
        Tool.Run("ip", "netns", "add", space);
        try
        {
            Space.Run(space, "sh", "-c", "ip link add va type veth peer name vb && ip link set vb address 02:00:00:00:00:02 && ip addr add 10.9.0.2/24 dev vb && ip link set lo up && ip link set va up && ip link set vb up"
                + " && echo 1 >/proc/sys/net/ipv4/conf/vb/rp_filter");
            if (cause == "netfilter")
            {
                Space.Run(space, "nft", $"table ip udt {{ chain c {{ type filter hook input priority 0; udp dport {Port} drop; }}; }}");
            }

            Drops[] drops = [];
            NetworkNamespace.Run(space, () => drops = Kill(cause));
            Assert.Equal((reason, Frames, Frames), (Assert.Single(drops).Reason, drops[0].Frames, drops[0].Packets));
            string function = Assert.Single(KernelSymbols.Of([drops[0].Key.Location])).Value;
            Assert.Matches("^[a-z_0-9.]+$", function);

            // Linux 6.18 has no name for what a program in generic mode drops, but the function says it.
            Assert.True(cause != "XDP" || function.Contains("xdp", StringComparison.Ordinal), function);
        }
        finally
        {
            Tool.Run("ip", "netns", "delete", space);
        }
    }

    private static Drops[] Kill(string cause)
    {
        using System.Net.Sockets.Socket? receiver = cause == "no port" ? null : new(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        if (receiver is not null)
        {
            receiver.ReceiveBufferSize = cause == "full buffer" ? 0 : 8_000_000;
            receiver.Bind(new IPEndPoint(IPAddress.Any, Port));
        }

        // What fits into the buffer is not dropped.
        if (cause == "full buffer")
        {
            Inject(Made("none", Port), 100);
        }

        using BpfObject? dropper = cause == "XDP" ? BpfObject.Load(new Assembler().Do(Alu.Move, Register.R0, 1).Exit().ToArray(), (errno, tried) => AgentException.FromErrno(errno, tried, "bpf")) : null;
        const uint generic = 2;
        using BpfObject? attached = dropper?.TryAttach((int)Libc.InterfaceIndex("vb"), generic, out _);
        uint inode = NetworkNamespace.Inode;
        using Tracer tracer = Tracer.Begin([Port], inode, [], []);
        Inject(Made(cause, Port), Frames);

        // The same at another port and in another namespace does not count.
        Inject(Made(cause, Port + 1), 50);
        Assert.True(Machine.Becomes(() => tracer.Drops().Sum(d => d.Packets) >= Frames, 20), $"{string.Join(", ", tracer.Drops())}");
        return [.. tracer.Drops()];
    }

    private static byte[] Made(string cause, int port)
    {
        IPAddress source = IPAddress.Parse(cause switch { "reverse path" => "192.0.2.1", "martian" => "127.0.0.9", _ => "10.9.0.1" });
        IPAddress destination = IPAddress.Parse(cause == "destination" ? "10.9.0.77" : "10.9.0.2");
        byte[] frame = Frame.Build(new Frame.Headers(_other, cause == "MAC" ? _other : _mac, source, destination, 1000, port), 60, 0);
        Span<byte> ip = frame.AsSpan(14);
        switch (cause)
        {
            case "UDP checksum":
                BinaryPrimitives.WriteUInt16BigEndian(ip[26..], 0x1234);
                break;
            case "UDP length":
                BinaryPrimitives.WriteUInt16BigEndian(ip[24..], 7);
                break;
            case "IP checksum":
                ip[10] ^= 0xff;
                break;
            case "protocol":
                ip[9] = 200;
                ip[10] = ip[11] = 0;
                BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip[..20]));
                break;
            case "Ethernet type":
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x88b5);
                break;
            case "VLAN":
                frame = [.. frame[..12], 0x81, 0x00, 0x00, 0x63, .. frame[12..]];
                break;
        }

        return frame;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }

    /// <summary>Frames appear to arrive on vb.</summary>
    private static void Inject(byte[] frame, int count)
    {
        const int pass = 2;
        using BpfObject program = BpfObject.Load(new Assembler().Do(Alu.Move, Register.R0, pass).Exit().ToArray(), (errno, tried) => AgentException.FromErrno(errno, tried, "bpf"));
        const int fresh = 50;
        for (int sent = 0; sent < count; sent += fresh)
        {
            // The kernel uses a frame's memory again as the stack left it, in one run: a VLAN tag would be gone.
            Assert.Equal(0, program.RunLive(frame, fresh, fresh, ((int)Libc.InterfaceIndex("vb"), 0)));
        }
    }
}
